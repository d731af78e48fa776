"""What people say: topic → language → ways to say it."""

LINES: dict[str, dict[str, tuple[str, ...]]] = {
    "hello": {
        "es": ("¿Diga?", "¿Aló?", "¿Bueno?", "Sí, dígame."),
        "en": ("Hello?", "Hi, who's this?", "Yes, hello?"),
    },
    "its_me": {
        "es": ("Sí, soy yo, dígame.", "Sí, con él habla.", "Sí, ¿en qué puedo ayudarle?"),
        "en": ("Yes, that's me.", "Speaking, go ahead.", "Yes, this is me. How can I help?"),
    },
    "agree": {
        "es": ("Sí, claro.", "Sí, me parece bien.", "Vale, sí, de acuerdo.", "Sí, perfecto."),
        "en": ("Yes, sure.", "Yes, that sounds good.", "Okay, yes, that works.", "Yes, perfect."),
    },
    "follow": {
        "es": ("Ajá, entiendo.", "Muy bien, gracias.", "De acuerdo, siga."),
        "en": ("Right, I see.", "Okay, thank you.", "Alright, go on."),
    },
    "when": {
        "es": ("Mañana a las diez me viene bien.", "El jueves por la tarde, a las cinco."),
        "en": ("Tomorrow at ten works for me.", "Thursday afternoon, at five."),
    },
    "bye": {
        "es": ("Gracias, hasta luego.", "Adiós, buen día.", "Muchas gracias, adiós."),
        "en": ("Thanks, bye.", "Goodbye, have a good day.", "Thank you, bye now."),
    },
    "still_there": {
        "es": ("¿Hola? ¿Sigue ahí?", "¿Me escucha?"),
        "en": ("Hello? Are you still there?", "Can you hear me?"),
    },
    "refuse": {
        "es": ("No, gracias, no me interesa.", "La verdad es que no estoy interesado, gracias."),
        "en": ("No, thank you, I'm not interested.", "Thanks, but I'm not interested."),
    },
    "refuse_again": {
        "es": ("No, de verdad, no me interesa. Gracias.", "Ya le dije que no, gracias."),
        "en": ("No, really, I'm not interested. Thanks.", "I said no, thank you."),
    },
    "ask_price": {
        "es": ("¿Y cuánto cuesta?", "¿Qué precio tiene?"),
        "en": ("And how much does it cost?", "What's the price?"),
    },
    "ask_who": {
        "es": ("¿De parte de quién?", "Perdone, ¿de qué empresa me llama?"),
        "en": ("Who is calling, please?", "Sorry, which company are you with?"),
    },
    "ask_hours": {
        "es": ("¿Y qué horario tienen?", "¿A qué hora abren?"),
        "en": ("And what are your opening hours?", "What time do you open?"),
    },
    "ask_robot": {
        "es": ("Perdone, ¿es usted un robot?", "¿Estoy hablando con una máquina?"),
        "en": ("Sorry, are you a robot?", "Am I talking to a machine?"),
    },
    "interrupt": {
        "es": ("Perdone que le interrumpa, ¿de qué se trata?", "Espere, espere, ¿qué quiere?"),
        "en": ("Sorry to interrupt, what is this about?", "Wait, wait, what do you want?"),
    },
    "in_a_hurry": {
        "es": ("Sí, sí, ya entiendo, siga.", "Vale, vale, ¿pero esto tarda mucho?"),
        "en": ("Yes, yes, I get it, go on.", "Okay, okay, but will this take long?"),
    },
    "call_tomorrow": {
        "es": (
            "Ahora no puedo hablar. ¿Me puede llamar mañana a las cinco?",
            "Estoy ocupado, llámeme mañana a las cinco de la tarde, por favor.",
        ),
        "en": (
            "I can't talk right now. Can you call me back tomorrow at five?",
            "I'm busy, please call me tomorrow at five in the afternoon.",
        ),
    },
    "remove_me": {
        "es": (
            "No me llamen más y bórrenme de su lista, por favor.",
            "Quiero que me den de baja. No vuelvan a llamarme.",
        ),
        "en": (
            "Please stop calling me and take me off your list.",
            "Remove my number and don't call me again.",
        ),
    },
    "wrong_number": {
        "es": ("Se ha equivocado de número, aquí no vive esa persona.", "Número equivocado."),
        "en": ("You have the wrong number, nobody by that name here.", "Sorry, wrong number."),
    },
    "angry": {
        "es": ("¡Otra vez ustedes! ¡Estoy harto de estas llamadas!", "¡Esto es una vergüenza!"),
        "en": ("You people again! I'm sick of these calls!", "This is outrageous!"),
    },
    "angrier": {
        "es": ("¡Es que no tienen respeto! ¡Déjenme en paz!",),
        "en": ("You have no respect! Leave me alone!",),
    },
    "mumble": {
        "es": ("mmm eh… pues… la cosa esa…", "eeh… mhm… no sé… lo de…", "ssí… eh… que… mmm"),
        "en": ("mmm uh… well… that thing…", "err… mhm… the, uh… of the…", "yea… uh… the… mmm"),
    },
    "murmur": {
        "es": ("ajá", "mm-hm", "sí, sí"),
        "en": ("uh-huh", "mm-hm", "right"),
    },
    "dictate": {
        "es": (
            "Sí, apunte: seis uno cero… cuarenta y dos… setenta y tres… cero nueve.",
            "Es el ocho ocho uno… dos dos… cinco cuatro.",
        ),
        "en": (
            "Sure, it's six one oh… four two… seven three… oh nine.",
            "It's eight eight one… two two… five four.",
        ),
    },
    "digits": {
        "es": ("Sí, un momento, lo marco.",),
        "en": ("Yes, one moment, I'll key it in.",),
    },
    "screening": {
        "es": ("Por favor, diga su nombre y el motivo de su llamada.",),
        "en": ("Please say your name and why you're calling.",),
    },
    "screened_in": {
        "es": ("Hola, sí, ya le atiendo, dígame.",),
        "en": ("Hi, yes, I'm here now, go ahead.",),
    },
    "voicemail": {
        "es": (
            "Hola, ahora no puedo atenderle. Deje su mensaje después de la señal.",
            "Ha llamado al buzón de voz. Por favor, deje su mensaje después del tono.",
        ),
        "en": (
            "Hi, I can't come to the phone. Please leave a message after the tone.",
            "You have reached the voicemail. Leave your message after the beep.",
        ),
    },
    "transfer": {
        "es": ("Hola, gracias por pasarme la llamada, yo le atiendo.",),
        "en": ("Hi, thanks for putting them through, I'll take it from here.",),
    },
}

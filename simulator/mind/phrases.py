"""What the mind says: topic → language → sentence, with the brief's words in braces."""

PHRASES: dict[str, dict[str, str]] = {
    "greet": {
        "es": "Hola, buenos días. Soy {agent}{of_business}. ¿Hablo con {contact}?",
        "en": "Hello, good day. This is {agent}{of_business}. Am I speaking with {contact}?",
    },
    "purpose": {
        "es": "Gracias. Le llamo por lo siguiente: {goal}. ¿Le parece bien?",
        "en": "Thank you. I'm calling about the following: {goal}. Would that be all right?",
    },
    "survey": {
        "es": "Gracias. Le llamo por lo siguiente: {goal}. Primera pregunta: {question}",
        "en": "Thank you. I'm calling about the following: {goal}. First question: {question}",
    },
    "next_question": {
        "es": "Muy bien, lo anoto. {question}",
        "en": "Very good, I have noted that. {question}",
    },
    "when": {
        "es": "Estupendo. ¿Qué día y a qué hora le viene mejor?",
        "en": "Great. Which day and what time suit you best?",
    },
    "confirm": {
        "es": "Perfecto, queda anotado. ¿Desea saber algo más?",
        "en": "Perfect, I have noted that. Is there anything else you would like to know?",
    },
    "booked": {
        "es": "Perfecto, queda anotado: {detail}. ¿Desea saber algo más?",
        "en": "Perfect, that is arranged: {detail}. Is there anything else you would like to know?",
    },
    "bye": {
        "es": "Muchas gracias por su tiempo. Que tenga un buen día. Adiós.",
        "en": "Thank you very much for your time. Have a good day. Goodbye.",
    },
    "opt_out": {
        "es": "Lo entiendo. Elimino su número ahora mismo y no volveremos a llamarle. Disculpe "
        "las molestias. Adiós.",
        "en": "I understand. I am removing your number right now and we will not call you again. "
        "Sorry for the trouble. Goodbye.",
    },
    "wrong_number": {
        "es": "Disculpe, me he equivocado de número. Lo corrijo ahora. Que tenga un buen día. "
        "Adiós.",
        "en": "I am sorry, I have the wrong number. I will correct it. Have a good day. Goodbye.",
    },
    "voicemail": {
        "es": "Hola, soy {agent}{of_business}. Llamaba por lo siguiente: {goal}. Volveremos a "
        "intentarlo. Adiós.",
        "en": "Hello, this is {agent}{of_business}. I was calling about the following: {goal}. We "
        "will try again. Goodbye.",
    },
    "screening": {
        "es": "Soy {agent}{of_business}. Llamo a {contact} por lo siguiente: {goal}.",
        "en": "This is {agent}{of_business}. I am calling {contact} about the following: {goal}.",
    },
    "robot": {
        "es": "Sí, soy un asistente virtual con inteligencia artificial{of_business}. ¿Podemos "
        "continuar?",
        "en": "Yes, I am a virtual assistant, an artificial intelligence{of_business}. May we "
        "continue?",
    },
    "transfer": {
        "es": "Por supuesto, le paso con una persona del equipo. Un momento, por favor.",
        "en": "Of course, I will put you through to a person on our team. One moment, please.",
    },
    "no_transfer": {
        "es": "Una persona del equipo le llamará lo antes posible. ¿Le parece bien?",
        "en": "A person on our team will call you as soon as possible. Would that be all right?",
    },
    "callback": {
        "es": "Claro, le llamaremos {detail}. Gracias y que tenga un buen día. Adiós.",
        "en": "Of course, we will call you {detail}. Thank you and have a good day. Goodbye.",
    },
    "calm": {
        "es": "Siento mucho las molestias. Si lo prefiere, no le llamamos más. ¿Quiere que elimine "
        "su número?",
        "en": "I am very sorry for the trouble. If you prefer, we will stop calling. Shall I "
        "remove your number?",
    },
    "objection": {
        "es": "Lo entiendo. Es solo un momento y sin compromiso: {goal}. ¿Puedo contarle algo más?",
        "en": "I understand. It is only a moment, with no obligation: {goal}. May I tell you a "
        "little more?",
    },
    "refused": {
        "es": "Lo entiendo perfectamente. Gracias por su tiempo, que tenga un buen día. Adiós.",
        "en": "I understand completely. Thank you for your time, have a good day. Goodbye.",
    },
    "who": {
        "es": "Soy {agent}{of_business}. ¿Tiene un momento?",
        "en": "This is {agent}{of_business}. Do you have a moment?",
    },
    "why": {
        "es": "Le llamo por lo siguiente: {goal}. ¿Le parece bien?",
        "en": "I am calling about the following: {goal}. Would that be all right?",
    },
    "fact": {
        "es": "{detail} ¿Le parece bien?",
        "en": "{detail} Would that be all right?",
    },
    "no_fact": {
        "es": "No tengo ese dato ahora mismo; una persona del equipo se lo confirmará. ¿Seguimos?",
        "en": "I do not have that detail right now; a person on our team will confirm it. Shall we "
        "go on?",
    },
    "repeat": {
        "es": "Disculpe, no le he entendido bien. ¿Puede repetirlo, por favor?",
        "en": "Sorry, I did not quite catch that. Could you say it again, please?",
    },
    "give_up": {
        "es": "No le escucho bien; le llamaremos en otro momento. Que tenga un buen día. Adiós.",
        "en": "I cannot hear you well; we will call at another time. Have a good day. Goodbye.",
    },
    "still_there": {
        "es": "Sí, aquí sigo. {goal}. ¿Le parece bien?",
        "en": "Yes, I am here. {goal}. Would that be all right?",
    },
    "tool_failed": {
        "es": "No he podido anotarlo ahora; una persona del equipo se lo confirmará. ¿Desea algo "
        "más?",
        "en": "I could not note that just now; a person on our team will confirm it. Anything "
        "else?",
    },
}
# Sentences by which the mind knows, from the history alone, what it has already said.
MARKS: dict[str, tuple[str, ...]] = {
    "greet": ("¿Hablo con", "Am I speaking with", "¿Tiene un momento?", "have a moment?"),
    "objection": ("sin compromiso", "with no obligation"),
    "when": ("¿Qué día y a qué hora", "Which day and what time"),
    "confirm": ("¿Desea saber algo más?", "anything else you would like", "¿Desea algo más?"),
    "calm": ("¿Quiere que elimine su número?", "Shall I remove your number?"),
    "repeat": ("no le he entendido bien", "did not quite catch"),
    "bye": ("Adiós.", "Goodbye."),
}

"""Which language models think for an agent, by what is configured."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from accounts.vault import own_accounts
from conversations.models import Agent
from lib.errors import DomainError, Text
from providers.llm.base import LanguageModel
from providers.llm.chain import Chain
from providers.llm.registry import DEFAULT_MODELS, PROVIDERS, model_for, provider_named
from providers.rehearsal import NotASimulator

_SIMULATED = {"openai": "/openai/v1", "gemini": "/gemini", "anthropic": "/anthropic"}


def model_of(agent: Agent) -> LanguageModel:
    """The model that thinks for an agent, with those that stand in for it.

    A rehearsal's is the simulator's, whatever keys are set. Raises DomainError where there is
    none; ask before a campaign starts, not while it calls.
    """
    if agent.organization.is_rehearsal:
        return _simulated(agent)
    keys = _Keys.of(agent.organization)
    models = tuple(
        model_for(provider=provider, model=name, api_key=key, base_url=base_url)
        for provider, name in _choices(agent, keys)
        for key, base_url in [keys.account(provider)]
    )
    return models[0] if len(models) == 1 else Chain(models, patience=settings.LLM_PATIENCE)


@dataclass(frozen=True, slots=True)
class Account:
    """Where an agent's first model is asked, and as whom. The key is never shown."""

    provider: str
    model: str
    api_key: str = field(repr=False)
    base_url: str


def account_of(agent: Agent) -> Account:
    """The account of the model that an agent's own choice comes to. Raises DomainError for none."""
    if agent.organization.is_rehearsal:
        provider = agent.provider or provider_named(settings.LLM_PROVIDER) or "openai"
        name = agent.model or settings.LLM_MODEL or DEFAULT_MODELS[provider]
        base_url = f"{settings.SIMULATOR_URL}{_SIMULATED[provider]}"
        return Account(provider, name, "rehearsal", base_url)
    keys = _Keys.of(agent.organization)
    provider, name = _choices(agent, keys)[0]
    return Account(provider, name, *keys.account(provider))


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys that think for one organisation: its own, else the instance's."""

    own: Mapping[str, Mapping[str, str]] = field(repr=False)

    @classmethod
    def of(cls, organization: Organization) -> "_Keys":
        return cls(own_accounts(organization))

    def account(self, provider: str) -> tuple[str, str]:
        """Key and address."""
        name = provider.upper()
        own = self.own.get(provider, {}).get("api_key", "")
        return own or getattr(settings, f"{name}_API_KEY"), getattr(settings, f"{name}_BASE_URL")

    def open(self, provider: str) -> bool:
        """Whether there is a key; a server of one's own needs none."""
        key, base_url = self.account(provider)
        return bool(key or (provider == "openai" and base_url))

    def first(self) -> str:
        """The first provider with a key; "" for none."""
        return next(filter(self.open, PROVIDERS), "")


def _chosen_provider(agent: Agent, keys: _Keys) -> str:
    if agent.provider:
        if not keys.open(agent.provider):
            raise _no_model(_("This agent's provider has no key: set it, or choose another."))
        return agent.provider
    if not settings.LLM_PROVIDER:
        found = keys.first()
        if not found:
            raise _no_model(
                _(
                    "No language model is configured: set GEMINI_API_KEY, OPENAI_API_KEY or "
                    "ANTHROPIC_API_KEY."
                )
            )
        return found
    named = provider_named(settings.LLM_PROVIDER)
    if not named:
        raise _no_model(_("LLM_PROVIDER names no provider that this version knows."))
    if not keys.open(named):
        raise _no_model(_("The provider that LLM_PROVIDER names has no key."))
    return named


def _choices(agent: Agent, keys: _Keys) -> list[tuple[str, str]]:
    """(provider, model) in the order in which they are asked: the agent's own, then what
    LLM_FALLBACKS names ("anthropic:claude-haiku-4-5,openai"), as far as there are keys."""
    first = _chosen_provider(agent, keys)
    by_default = provider_named(settings.LLM_PROVIDER) or keys.first()
    default = settings.LLM_MODEL if first == by_default else ""
    choices = [(first, agent.model or default or DEFAULT_MODELS[first])]
    for wanted in settings.LLM_FALLBACKS:
        name, _sep, model = wanted.partition(":")
        provider = provider_named(name)
        choice = (provider, model or DEFAULT_MODELS.get(provider, ""))
        if provider and keys.open(provider) and choice not in choices:
            choices.append(choice)
    return choices


def _simulated(agent: Agent) -> LanguageModel:
    account = account_of(agent)
    try:
        return model_for(
            provider=account.provider,
            model=account.model,
            api_key=account.api_key,
            base_url=account.base_url,
            is_rehearsal=True,
        )
    except NotASimulator as error:
        raise _no_model(_("A rehearsal needs the simulator: set SIMULATOR_URL.")) from error


def _no_model(message: Text) -> DomainError:
    return DomainError("model_not_configured", message)

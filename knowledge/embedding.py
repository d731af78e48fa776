"""Who makes the vectors of an organisation, by what is configured; None: words alone."""

from django.conf import settings

from accounts.models import Organization
from accounts.vault import own_accounts
from providers.embeddings.base import Embedder
from providers.embeddings.registry import PROVIDERS, embedder_for
from providers.llm.registry import provider_named
from providers.rehearsal import NotASimulator


def embedder_of(organization: Organization) -> Embedder | None:
    """EMBEDDING_PROVIDER's, else that of the first provider with a key, the organisation's own
    before the instance's. A rehearsal's is the simulator's, whatever keys are set."""
    if organization.is_rehearsal:
        try:
            return embedder_for(
                provider="openai",
                api_key="rehearsal",
                base_url=f"{settings.SIMULATOR_URL}/openai/v1",
                is_rehearsal=True,
            )
        except NotASimulator:
            return None
    wanted = provider_named(settings.EMBEDDING_PROVIDER)
    own = own_accounts(organization)
    for provider in [wanted] if wanted else PROVIDERS:
        key = own.get(provider, {}).get("api_key") or getattr(
            settings, f"{provider.upper()}_API_KEY"
        )
        if provider in PROVIDERS and key:
            return embedder_for(
                provider=provider,
                api_key=key,
                model=settings.EMBEDDING_MODEL,
                base_url=getattr(settings, f"{provider.upper()}_BASE_URL"),
            )
    return None

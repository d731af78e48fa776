"""How django-allauth fits us."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Users have no user name: their e-mail names them."""

    def populate_username(self, request: object, user: object) -> None:
        """Nothing to fill in."""

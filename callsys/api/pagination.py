"""Pages of the API: by cursor, so that the ten-thousandth costs what the first does."""

from rest_framework import pagination


class CursorPagination(pagination.CursorPagination):
    """Newest first."""

    ordering = "-id"
    page_size_query_param = "page_size"
    max_page_size = 500

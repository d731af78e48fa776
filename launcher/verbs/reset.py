"""./dev reset"""

from launcher.data import default_data
from launcher.servers import stop_unused


def main(arguments: list[str]) -> int:
    """Delete the data folder, once the user has said yes."""
    data = default_data()
    if not data.folder.exists():
        print(f"There is nothing in {data.folder}.")
        return 0
    if not stop_unused(data):
        print("Another ./dev uses this data: stop it first.")
        return 1
    if "--yes" not in arguments:
        print(f"This deletes {data.folder}: database, media and secrets.")
        if input("Type yes to go on: ").strip() != "yes":
            return 1
    data.delete()
    print(f"Deleted {data.folder}.")
    return 0

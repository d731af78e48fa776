"""Start of a million contacts, claims, calls placed, rates held, calls carried to their end."""

import subprocess
import sys

from bench.database import own_database
from bench.dialer.house import forget, prepare

if __name__ == "__main__":
    prepare()
    with own_database():
        try:
            subprocess.run(
                [sys.executable, "-m", "bench.dialer.measure", *sys.argv[1:]], check=True
            )
        finally:
            forget()

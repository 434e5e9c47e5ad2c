"""``python -m modelbylaws``: the program, where its console script is not on the path."""

from checker.cli import run

if __name__ == "__main__":
    run()

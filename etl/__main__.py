"""`python -m etl` is `gongkai`. Nothing else is imported here: processes that read files import the main module too."""


def main() -> None:
    """Entry point of `gongkai`."""
    from etl.cli import main as command

    command()


if __name__ == "__main__":
    main()

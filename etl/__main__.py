"""`python -m etl` is `gongkai`."""

from etl.cli import main

if __name__ == "__main__":
    main()

"""Which documents are one publication: its parts and its versions, and which version holds. Pure: no database, no order of loading."""

from etl.publication.join import Joined, Places, join
from etl.publication.model import Part, Standing, Version
from etl.publication.part import part_of
from etl.publication.versions import arrange

__all__ = ["Joined", "Part", "Places", "Standing", "Version", "arrange", "join", "part_of"]

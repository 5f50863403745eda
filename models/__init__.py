"""The database as SQLAlchemy models: the one place where a table or column of `raw` and `core` is defined and described."""

from models.base import Base, metadata
from models.dimensions import (
    AgencyAlias,
    DimAgency,
    DimEconomic,
    DimFunction,
    DimProject,
    DimRegion,
    DimReport,
    DimStatement,
    DimYear,
    EconomicPairing,
)
from models.facts import (
    FactAsset,
    FactBalance,
    FactBudgetExecution,
    FactEconomicExpenditure,
    FactExpenditure,
    FactPerformanceIndicator,
    FactProcurement,
    FactProject,
    FactRevenue,
    FactStaffing,
    FactThreePublic,
    FactYearChange,
)
from models.raw import RawDocument, RawDocumentTable, RawParagraph
from models.register import CoreDisclosure, CoreFigure, CoreRemark, LeftCells, ReportStatement, ReviewItem
from models.views import VIEWS

__all__ = [
    "VIEWS",
    "AgencyAlias",
    "Base",
    "CoreDisclosure",
    "CoreFigure",
    "CoreRemark",
    "DimAgency",
    "DimEconomic",
    "DimFunction",
    "DimProject",
    "DimRegion",
    "DimReport",
    "DimStatement",
    "DimYear",
    "EconomicPairing",
    "FactAsset",
    "FactBalance",
    "FactBudgetExecution",
    "FactEconomicExpenditure",
    "FactExpenditure",
    "FactPerformanceIndicator",
    "FactProcurement",
    "FactProject",
    "FactRevenue",
    "FactStaffing",
    "FactThreePublic",
    "FactYearChange",
    "LeftCells",
    "RawDocument",
    "RawDocumentTable",
    "RawParagraph",
    "ReportStatement",
    "ReviewItem",
    "metadata",
]

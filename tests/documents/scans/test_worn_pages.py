"""What scanners and offices do to a page is undone before its text is read: seals, light, holes, slant, broken lines."""

from __future__ import annotations

import itertools

import pytest

from etl.documents.scans import picture_pages

if not picture_pages.available():
    pytest.skip("the extra ocr isn't installed", allow_module_level=True)

import cv2
import numpy as np

from etl.documents.page.geometry import Area, Rule
from etl.documents.page.ruled_regions import regions
from etl.documents.scans.paper import on_white
from etl.documents.scans.pieces import Piece, lines_of, on_turned_page, pieces_of
from etl.documents.scans.render import Colour, Grey, as_grey
from etl.documents.scans.rulings import inked, ruling_lines, slant, straightened, without
from etl.documents.scans.seals import without_seals

SCALE = 72 / 200
"""Points per pixel at 200 dpi."""
RED = (200, 40, 50)


def page(height: int = 700, width: int = 900, paper: int = 255) -> Colour:
    return np.full((height, width, 3), paper, np.uint8)


def grey(pixels: Colour) -> Grey:
    return as_grey(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))


def stamped(pixels: Colour, centre: tuple[int, int], radius: int = 150) -> Colour:
    """The page with a red ring that lets print show through, as ink does."""
    ring = np.zeros(pixels.shape[:2], np.uint8)
    cv2.circle(ring, centre, radius, 255, 12)
    through = np.where(ring[:, :, None] > 0, np.array(RED) / 255, 1.0)
    return np.asarray(pixels * through, dtype=np.uint8)


def across(rules: list[Rule]) -> list[Rule]:
    return [rule for rule in rules if rule.horizontal]


class TestSeals:
    def test_seal_across_print_is_taken_off_and_the_print_stays(self) -> None:
        pixels = page(paper=220)
        pixels[340:360, 200:700] = 20
        found = without_seals(stamped(pixels, (450, 350)), SCALE)
        for cleaned in (found.print, found.cautious, found.lines):
            assert cleaned[230:330, 300:600].min() > 180  # the ring above the print
            assert cleaned[345:355, 210:690].max() < 80

    def test_red_figures_are_no_seal(self) -> None:
        pixels = page()
        pixels[300:320, 200:420] = RED  # a negative amount in red
        printed = without_seals(pixels, SCALE).print
        assert printed[305:315, 210:410].max() < 150

    def test_thin_line_under_a_seal_is_kept_for_the_lines(self) -> None:
        pixels = page(paper=230)
        pixels[350:352, 100:800] = 150
        lines = without_seals(stamped(pixels, (450, 350)), SCALE).lines
        (rule,) = across(ruling_lines(on_white(lines, SCALE), SCALE, []))
        assert rule.length == pytest.approx(700 * SCALE, abs=6)

    def test_page_without_colour_is_as_it_was(self) -> None:
        pixels = page(paper=200)
        pixels[100:110, 100:300] = 30
        found = without_seals(pixels, SCALE)
        assert (found.print == grey(pixels)).all()
        assert (found.lines == grey(pixels)).all()


class TestPaper:
    def test_paper_is_white_wherever_the_light_falls(self) -> None:
        light = np.linspace(120, 250, 900, dtype=np.float32)[None, :].repeat(700, axis=0)
        pixels = light.astype(np.uint8)
        pixels[300:312, 60:80] = pixels[300:312, 820:840] = 30
        even = on_white(pixels, SCALE)
        assert even[400:, 50:850].min() > 235
        assert even[302:310, 62:78].max() < 100
        assert even[302:310, 822:838].max() < 100

    def test_punched_holes_and_dark_edges_are_taken_off(self) -> None:
        pixels = grey(page(paper=230))
        pixels[:, :14] = 30
        cv2.circle(pixels, (70, 350), 24, (35,), -1)
        assert on_white(pixels, SCALE).min() > 235

    def test_border_of_a_form_is_no_dark_edge(self) -> None:
        pixels = grey(page())
        cv2.rectangle(pixels, (3, 3), (896, 696), (0,), 4)
        assert on_white(pixels, SCALE)[350, :8].min() < 60

    def test_heavy_strokes_of_a_title_are_print(self) -> None:
        pixels = grey(page())
        pixels[100:160, 400:410] = 0
        assert on_white(pixels, SCALE)[130, 405] < 60


class TestSlant:
    @pytest.mark.parametrize("angle", [-1.9, -0.6, 0.4, 1.7])
    def test_page_laid_askew_is_turned_level(self, angle: float) -> None:
        pixels = grey(page(1200, 1200))
        for y in range(200, 1000, 60):
            pixels[y : y + 3, 150:1050] = 0
        matrix = cv2.getRotationMatrix2D((600, 600), angle, 1.0)
        askew = as_grey(cv2.warpAffine(pixels, matrix, (1200, 1200), borderValue=(255,)))
        found = slant(askew, SCALE)
        assert found == pytest.approx(-angle, abs=0.06)
        rules = across(ruling_lines(straightened(askew, found), SCALE, []))
        assert {round(rule.at) for rule in rules if rule.length > 300} == {
            round((y + 1.5) * SCALE) for y in range(200, 1000, 60)
        }

    def test_wide_form_of_few_rows_that_lies_sideways_is_laid_straight(self) -> None:
        pixels = grey(page(1200, 1200))
        for x in range(100, 260, 40):
            pixels[100:1100, x : x + 2] = 60
        for y in range(100, 1101, 250):
            pixels[y : y + 2, 100:222] = 60
        matrix = cv2.getRotationMatrix2D((600, 600), 0.5, 1.0)
        askew = as_grey(cv2.warpAffine(pixels, matrix, (1200, 1200), borderValue=(255,)))
        assert slant(askew, SCALE) == pytest.approx(-0.5, abs=0.06)

    def test_band_of_whiter_paper_does_not_pass_for_level_print(self) -> None:
        pixels = grey(page(1200, 1200, 246))
        pixels[:60] = 255
        for y in (300, 360, 420):
            pixels[y : y + 3, 150:650] = 90
        matrix = cv2.getRotationMatrix2D((600, 600), 0.5, 1.0)
        askew = as_grey(cv2.warpAffine(pixels, matrix, (1200, 1200), borderValue=(246,)))
        askew[:60] = 255
        assert slant(askew, SCALE) == pytest.approx(-0.5, abs=0.06)


class TestBrokenLines:
    def test_line_that_thin_toner_broke_is_one_line(self) -> None:
        pixels = grey(page())
        pixels[300:302, 100:800] = 60
        for x in (160, 171, 400, 640):
            pixels[300:302, x : x + 8] = 255
        rules = across(ruling_lines(pixels, SCALE, []))
        assert min(rule.start for rule in rules) == pytest.approx(100 * SCALE, abs=3)
        assert max(rule.end for rule in rules) == pytest.approx(800 * SCALE, abs=3)
        ends = sorted((rule.start, rule.end) for rule in rules)
        assert all(after[0] <= before[1] + 0.5 for before, after in itertools.pairwise(ends))

    def test_lines_are_not_joined_over_a_merged_cell(self) -> None:
        pixels = grey(page())
        pixels[300:302, 100:300] = pixels[300:302, 370:700] = 0  # 25 points between them
        rules = across(ruling_lines(pixels, SCALE, []))
        assert not any(rule.start < 320 * SCALE < rule.end for rule in rules)

    def test_pale_line_under_print_that_nearly_touches_it_is_whole(self) -> None:
        pixels = grey(page())
        pixels[300:302, 100:800] = 190
        for x in range(200, 500, 14):
            pixels[278:298, x : x + 7] = 0  # digits that stand two pixels above it
        rules = across(ruling_lines(pixels, SCALE, [Area(198 * SCALE, 274 * SCALE, 502 * SCALE, 299 * SCALE)]))
        assert min(rule.start for rule in rules) <= 104 * SCALE
        assert max(rule.end for rule in rules) >= 796 * SCALE
        assert any(rule.start < 350 * SCALE < rule.end for rule in rules)

    def test_digits_below_one_another_are_no_line(self) -> None:
        pixels = grey(page())
        texts = []
        for y in range(100, 600, 32):
            pixels[y : y + 20, 400:403] = 0
            texts.append(Area(380 * SCALE, (y - 4) * SCALE, 440 * SCALE, (y + 24) * SCALE))
        assert ruling_lines(pixels, SCALE, texts) == []

    def test_stroke_that_crosses_a_line_stays_when_the_line_is_taken_off(self) -> None:
        pixels = grey(page())
        pixels[300:302, 100:800] = 0
        pixels[285:310, 400:404] = 0
        rules = ruling_lines(pixels, SCALE, [])
        ink, cleaned = without(rules, inked(pixels, SCALE), pixels, SCALE)
        assert cleaned[300, 402] == 0
        assert cleaned[300, 200] == 255
        assert ink[300, 600] == 0


def test_slant_of_a_page_with_few_pale_lines_is_seen() -> None:
    pixels = grey(page(1600, 1200, paper=230))
    for y in range(120, 320, 36):
        pixels[y, 100:1100] = 195
    matrix = cv2.getRotationMatrix2D((600, 800), 0.75, 1.0)
    askew = as_grey(cv2.warpAffine(pixels, matrix, (1200, 1600), borderValue=(230,)))
    assert slant(askew, SCALE) == pytest.approx(-0.75, abs=0.06)


class TestPieces:
    CELL = Piece(0, 0, 400, 120)

    def _blots(self, *boxes: tuple[int, int, int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
        return np.array([(*box, (box[2] - box[0]) * (box[3] - box[1])) for box in boxes], dtype=np.int32)

    def test_minus_points_and_digits_are_one_piece(self) -> None:
        blots = self._blots((40, 50, 48, 52), (52, 40, 62, 60), (65, 57, 68, 60), (71, 40, 81, 60))
        assert lines_of(self.CELL, blots, 25, 3) == [Piece(40, 40, 81, 60)]

    def test_two_lines_of_a_cell_are_two_pieces(self) -> None:
        blots = self._blots((40, 20, 62, 42), (66, 20, 88, 42), (40, 50, 62, 72))
        assert lines_of(self.CELL, blots, 26, 3) == [Piece(40, 20, 88, 42), Piece(40, 50, 62, 72)]

    def test_comma_that_dirt_made_tall_belongs_to_its_number(self) -> None:
        blots = self._blots((40, 40, 50, 60), (51, 58, 55, 68), (56, 40, 66, 60), (69, 40, 79, 60))
        assert lines_of(self.CELL, blots, 25, 3) == [Piece(40, 40, 79, 68)]

    def test_character_of_two_low_strokes_is_one_piece(self) -> None:
        blots = self._blots((42, 30, 60, 32), (40, 46, 62, 49))
        assert lines_of(self.CELL, blots, 26, 3) == [Piece(40, 30, 62, 49)]

    def test_character_that_begins_with_a_loose_stroke_is_one_piece_among_small_digits(self) -> None:
        blots = self._blots((40, 20, 58, 38), (42, 42, 54, 45), (40, 47, 58, 60))  # 元 below another line of its cell
        assert lines_of(self.CELL, blots, 16, 3) == [Piece(40, 20, 58, 38), Piece(40, 42, 58, 60)]

    def test_last_stroke_of_a_numeral_is_none_of_the_line_below(self) -> None:
        blots = self._blots(
            (23, 15, 42, 17), (25, 24, 40, 26), (22, 33, 43, 35), (71, 13, 94, 36), (21, 40, 44, 64)
        )  # 三、政 above 算
        assert lines_of(self.CELL, blots, 28, 3) == [Piece(22, 13, 94, 36), Piece(21, 40, 44, 64)]

    def test_low_stroke_above_a_digit_is_none_of_it(self) -> None:
        blots = self._blots((40, 20, 58, 38), (40, 42, 48, 45), (40, 48, 48, 62))
        assert len(lines_of(self.CELL, blots, 16, 3)) == 3

    def test_rest_of_a_border_is_no_piece(self) -> None:
        blots = self._blots((40, 118, 200, 120), (398, 10, 400, 60), (10, 2, 60, 4))
        assert lines_of(self.CELL, blots, 26, 3) == []

    def test_ink_that_goes_on_beyond_the_cell_is_no_piece_of_it(self) -> None:
        border = (-60, 100, 500, 112, 3000)
        assert lines_of(self.CELL, np.array([border, (40, 60, 52, 80, 60)], np.int32), 25, 3) == [Piece(40, 60, 52, 80)]

    def test_columns_whose_border_is_lost_are_parted(self) -> None:
        blots = self._blots((40, 40, 50, 60), (53, 40, 63, 60), (200, 40, 210, 60), (213, 40, 223, 60))
        assert [piece.x0 for piece in lines_of(self.CELL, blots, 25, 3)] == [40, 200]

    def test_text_outside_of_the_cells_is_what_the_detector_saw(self) -> None:
        ink = np.zeros((300, 400), np.uint8)
        ink[20:40, 100:110] = ink[20:40, 114:124] = 255  # a title
        ink[120:140, 50:60] = 255  # in a cell
        ink[250:253, 300:303] = 255  # a speck that the detector didn't see
        found = pieces_of([Piece(90, 14, 134, 46)], [Piece(0, 100, 200, 200)], ink, SCALE)
        assert found == [Piece(50, 120, 60, 140, cell=0), Piece(100, 20, 124, 40)]

    def test_print_that_reaches_below_its_cell_is_read_once(self) -> None:
        ink = np.zeros((300, 400), np.uint8)
        ink[182:205, 50:72] = ink[182:205, 78:100] = 255
        found = pieces_of([Piece(46, 178, 104, 210)], [Piece(0, 100, 200, 200)], ink, SCALE)
        assert found == [Piece(50, 182, 100, 205, cell=0)]

    def test_boxes_are_turned_with_the_page(self) -> None:
        assert on_turned_page([Piece(10, 20, 30, 25)], 100, 200) == [Piece(70, 175, 90, 180)]


class TestProvenLines:
    """A vertical line is one where ink or paper proves it."""

    def _header(self) -> Grey:
        """Three rows of 40 pixels below one another; the lower two parted at x 300, the first a cell with a text over that place."""
        pixels = grey(page(400, 900))
        for y in (100, 140, 180, 220):
            pixels[y : y + 2, 100:700] = 0
        for x in (100, 700):
            pixels[100:222, x : x + 2] = 0
        pixels[140:222, 300:302] = 0
        return pixels

    def _down(self, pixels: Grey, text: Area) -> list[Rule]:
        return [
            rule
            for rule in ruling_lines(pixels, SCALE, [text])
            if not rule.horizontal and abs(rule.at - 301 * SCALE) < 2
        ]

    def test_line_does_not_go_on_through_the_characters_of_a_header(self) -> None:
        pixels = self._header()
        pixels[108:138, 300:302] = 0  # the upright of a character that nearly meets the line below
        for x in (270, 283, 294, 305, 318):
            pixels[110:134:6, x : x + 8] = 0
        text = Area(260 * SCALE, 106 * SCALE, 340 * SCALE, 138 * SCALE)
        assert min(rule.start for rule in self._down(pixels, text)) == pytest.approx(140 * SCALE, abs=2)

    def test_line_between_two_texts_taken_for_one_stays(self) -> None:
        pixels = self._header()
        pixels[100:142, 300:302] = 0
        pixels[112:132, 240:280] = pixels[112:132, 320:360] = 0
        text = Area(240 * SCALE, 110 * SCALE, 360 * SCALE, 134 * SCALE)
        assert min(rule.start for rule in self._down(pixels, text)) == pytest.approx(100 * SCALE, abs=2)

    def test_short_line_that_ends_within_cells_is_none(self) -> None:
        pixels = self._header()
        pixels[164:197, 500:502] = 0  # what is left of a seal's ring
        found = ruling_lines(pixels, SCALE, [])
        assert [rule for rule in found if not rule.horizontal and abs(rule.at - 501 * SCALE) < 2] == []

    def test_stroke_one_row_high_that_leaves_an_empty_piece_of_a_cell_is_none(self) -> None:
        pixels = self._header()
        pixels[180:222, 500:502] = 0
        beside = [Area(x * SCALE, 192 * SCALE, (x + 80) * SCALE, 212 * SCALE) for x in (540, 600)]
        assert self._at(pixels, 501, beside) == []
        beside.append(Area(400 * SCALE, 192 * SCALE, 460 * SCALE, 212 * SCALE))
        assert len(self._at(pixels, 501, beside)) == 1

    def test_streak_of_the_scanner_is_no_line_below_the_table(self) -> None:
        pixels = self._header()
        pixels[150:390, 400:402] = 0
        assert self._at(pixels, 401, []) == []
        pixels = self._header()
        pixels[140:222, 500:502] = 0
        pixels[100:390, 300:302] = 0  # where a line of the table is
        assert max(rule.end for rule in self._at(pixels, 301, [])) == pytest.approx(222 * SCALE, abs=2)

    def test_borders_of_two_tables_close_below_one_another_are_not_drawn_out_over_the_paper_between(self) -> None:
        pixels = self._header()
        for y in (236, 276, 316):
            pixels[y : y + 2, 100:700] = 0
        for x in (100, 420, 700):
            pixels[236:318, x : x + 2] = 0
        assert len(regions(ruling_lines(pixels, SCALE, []))[0]) == 2
        pixels[220:238, 700:702] = 0  # one border goes on: a double line within one table
        assert len(regions(ruling_lines(pixels, SCALE, []))[0]) == 1

    def _at(self, pixels: Grey, x: int, texts: list[Area]) -> list[Rule]:
        found = ruling_lines(pixels, SCALE, texts)
        return [rule for rule in found if not rule.horizontal and abs(rule.at - x * SCALE) < 2]


def test_line_through_the_middle_of_a_line_of_print_is_its_strokes() -> None:
    pixels = grey(page(400, 900))
    pixels[110:112, 200:410] = 0
    texts = [Area(210 * SCALE, y * SCALE, 400 * SCALE, (y + 24) * SCALE) for y in (100, 200, 300)]
    assert across(ruling_lines(pixels, SCALE, texts)) == []
    tall = Area(210 * SCALE, 90 * SCALE, 400 * SCALE, 132 * SCALE)  # two rows that were taken for one text
    assert len(across(ruling_lines(pixels, SCALE, [tall, *texts[1:]]))) == 1

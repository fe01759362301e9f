"""What each place expression of both languages becomes: its relation, the kind of its shape, and what it holds.

A row is: text · the name · relation · shape · points that the shape holds · points that it does not. The points are
computed from the towns' coordinates with pyproj, not by the code under test.
"""

from __future__ import annotations

import pytest
import shapely
from pyproj import Geod
from shapely import Point

from gazetteer.index import Gazetteer
from gazetteer.locate import locate
from gazetteer.places import PlacedMention

GEOD = Geod(ellps="WGS84")
LatLon = tuple[float, float]
MANBIJ, RAQQA, KOBANI, AMUDA = (36.528, 37.955), (35.95, 39.008), (36.891, 38.353), (37.104, 40.93)
QAMISHLI, HASAKAH, PALMYRA, HOMS = (37.052, 41.231), (36.502, 40.748), (34.56, 38.28), (34.73, 36.71)
ALEPPO, DEIR_EZ_ZOR, SHADDADI, RUMAYLAN = (36.2, 37.16), (35.336, 40.141), (36.057, 40.733), (37.0, 41.955)
MAYADIN, LATAKIA, BEIRUT, DAMASCUS = (35.02, 40.45), (35.525, 35.79), (33.89, 35.5), (33.51, 36.29)
TARTUS, QAHTANIYAH, TELL_TAMR, SUKHNAH = (34.89, 35.887), (37.029, 41.546), (36.656, 40.367), (34.887, 38.872)
AIN_ISSA, HAMA, IDLIB, BAGHDAD = (36.385, 38.86), (35.13, 36.75), (35.93, 36.63), (33.32, 44.4)
MIDDLE = (35.0, 38.5)


def off(place: LatLon, azimuth: float, km: float) -> LatLon:
    """The point so far from a place in a direction."""
    lon, lat, _ = GEOD.fwd(place[1], place[0], azimuth, km * 1000)
    return lat, lon


def between(first: LatLon, second: LatLon) -> LatLon:
    """The middle of the shortest way between two places."""
    ((lon, lat),) = GEOD.npts(first[1], first[0], second[1], second[0], 1)
    return lat, lon


# fmt: off
ENGLISH = [
    ("striking villages in southern Idlib", "Idlib", "sector", "area", [(35.6, 36.6)], [(36.25, 36.65), HAMA]),
    ("raids in northern Hama", "Hama", "sector", "area", [(35.37, 36.69)], [HOMS]),
    ("north of the Turkish border town of Akcakale", "Akcakale", "sector", "area", [(36.8, 38.95)], [RAQQA]),
    ("some 3 km inside the Syrian border near Qamishli", "Syrian border", "border", "area", [(37.03, 41.23)],
     [(37.09, 41.21)]),
    ("the desert stretching from Palmyra to Deir ez-Zor", "Palmyra", "between", "area",
     [between(PALMYRA, DEIR_EZ_ZOR)], [HOMS]),
    ("where the borders of Syria, Iraq and Turkey meet", "Iraq", "border", "Polygon", [(37.11, 42.36)], [RUMAYLAN]),
    ("the tri-border area of Jordan, Syria and Iraq", "Syria", "border", "Polygon", [(33.37, 38.79)], [PALMYRA]),
    ("three kilometres before Raqqa", "Raqqa", "near", "Polygon", [off(RAQQA, 90, 2.5)], [off(RAQQA, 90, 4)]),
    ("between Manbij and Ain Issa on one side and Raqqa on the other", "Manbij", "between", "Polygon",
     [between(MANBIJ, RAQQA)], [ALEPPO]),
    ("at Manbij and midway between there and Raqqa", "Raqqa", "between", "Polygon", [between(MANBIJ, RAQQA)], [ALEPPO]),
    # as far as the governorate that bears the name
    ("in the eastern countryside of Aleppo", "Aleppo", "countryside", "area", [(36.37, 37.51)], [ALEPPO, RAQQA, IDLIB]),
    ("in the northern countryside of Ar-Raqqah", "Raqqah", "countryside", "area", [AIN_ISSA], [RAQQA, KOBANI]),
    ("in the northern countryside of Homs", "Homs", "countryside", "area", [(34.93, 36.73)], [HOMS, PALMYRA, TARTUS]),
    ("in the western countryside of Damascus", "Damascus", "countryside", "area", [(33.44, 36.08)], [DAMASCUS, BEIRUT]),
    ("villages east of Deir ez-Zor", "Deir ez-Zor", "sector", "area", [(34.75, 40.74)], [DEIR_EZ_ZOR, RAQQA]),
    ("in Hatay", "Hatay", "in", "Polygon", [(36.2, 36.16), (36.58, 36.17)], [IDLIB, ALEPPO]),
    ("a bomb near Çukurca in Hakkâri", "Hakkâri", "part_of", "Polygon", [(37.57, 44.28)], [(37.06, 43.65)]),
    ("the governor of Donetsk region", "Donetsk", "in", "area", [(48.72, 37.56)], [(48.57, 39.31)]),
    ("in the Afrin region", "Afrin", "in", "Polygon", [(36.55, 36.75)], [ALEPPO]),
    ("in eastern Ghouta", "Ghouta", "", "Polygon", [(33.55, 36.42)], [(33.5, 36.2)]),
    ("on the Homs–Rastan motorway", "Rastan", "between", "Polygon", [between(HOMS, (34.93, 36.73))], [PALMYRA]),
    ("in neighbouring Deraa province", "Deraa", "in", "Polygon", [(32.89, 36.04)], [DAMASCUS]),
    ("in south-eastern Turkey", "Turkey", "sector", "Polygon", [(37.57, 43.74), (37.51, 42.45)], [(36.2, 36.16)]),
    ("tension between Russia and Ukraine", "Ukraine", "between", "area", [(49.0, 32.0)], [(55.0, 60.0)]),
    # in, near
    ("in the town of Amuda", "Amuda", "in", "Point", [AMUDA], []),
    ("in the city of Raqqa", "Raqqa", "in", "Point", [RAQQA], []),
    ("in the village of Qahtaniyah in Hasakah", "Qahtaniyah", "in", "Point", [QAHTANIYAH], []),
    ("in central Raqqa", "Raqqa", "in", "Point", [RAQQA], []),
    ("near Manbij", "Manbij", "near", "Polygon", [MANBIJ, off(MANBIJ, 90, 4)], [off(MANBIJ, 90, 15)]),
    ("in the vicinity of Manbij", "Manbij", "near", "Polygon", [off(MANBIJ, 0, 4)], [off(MANBIJ, 0, 15)]),
    ("on the outskirts of Kobani", "Kobani", "near", "Polygon", [off(KOBANI, 180, 4)], [off(KOBANI, 180, 15)]),
    ("on the western outskirts of Raqqa", "Raqqa", "near", "Polygon", [off(RAQQA, 270, 6)], [off(RAQQA, 90, 3)]),
    ("Raqqa's western outskirts", "Raqqa", "near", "Polygon", [off(RAQQA, 270, 6)], [off(RAQQA, 90, 3)]),
    ("around Manbij", "Manbij", "near", "Polygon", [off(MANBIJ, 45, 4)], [off(MANBIJ, 45, 15)]),
    ("in the area around Kobani", "Kobani", "near", "Polygon", [KOBANI], [off(KOBANI, 45, 15)]),
    ("in the surroundings of Manbij", "Manbij", "near", "Polygon", [MANBIJ], [off(MANBIJ, 45, 15)]),
    ("not far from Manbij", "Manbij", "near", "Polygon", [MANBIJ], [off(MANBIJ, 45, 15)]),
    ("in the suburbs of Aleppo", "Aleppo", "near", "Polygon", [off(ALEPPO, 0, 11)], [off(ALEPPO, 0, 25)]),
    ("the southern suburbs of Aleppo", "Aleppo", "near", "Polygon", [off(ALEPPO, 180, 11)], [off(ALEPPO, 0, 5)]),
    ("on the road to Manbij", "Manbij", "near", "Polygon", [MANBIJ], [off(MANBIJ, 45, 15)]),
    ("at the southern entrance to Manbij", "Manbij", "near", "Polygon", [off(MANBIJ, 180, 4)], [off(MANBIJ, 0, 2)]),
    # so far, in a direction or in none
    ("10 km north of Manbij", "Manbij", "offset", "Polygon", [off(MANBIJ, 0, 10)], [MANBIJ, off(MANBIJ, 0, 13)]),
    ("some 12 miles south-east of Raqqa", "Raqqa", "offset", "Polygon", [off(RAQQA, 135, 19.3)], [RAQQA]),
    ("800 metres west of Kobani", "Kobani", "offset", "Polygon", [off(KOBANI, 270, 0.8)], [KOBANI]),
    ("1,500 metres west of Kobani", "Kobani", "offset", "Polygon", [off(KOBANI, 270, 1.5)], [KOBANI]),
    ("about 15 kilometers to the north of Manbij", "Manbij", "offset", "Polygon", [off(MANBIJ, 0, 15)], [MANBIJ]),
    ("in Manbij, 10 km to the north", "Manbij", "offset", "Polygon", [off(MANBIJ, 0, 10)], [MANBIJ]),
    ("north of Raqqa by about 20 km", "Raqqa", "offset", "Polygon", [off(RAQQA, 0, 20)], [RAQQA]),
    ("20 km north-northeast of Raqqa", "Raqqa", "offset", "Polygon", [off(RAQQA, 22.5, 20)], [off(RAQQA, 45, 20)]),
    ("30 km NNE of Raqqa", "Raqqa", "offset", "Polygon", [off(RAQQA, 22.5, 30)], [off(RAQQA, 45, 30)]),
    ("30km southwest of Palmyra", "Palmyra", "offset", "Polygon", [off(PALMYRA, 225, 30)], [PALMYRA]),
    ("10-20 km east of Raqqa", "Raqqa", "offset", "Polygon", [off(RAQQA, 90, 15)], [RAQQA]),
    ("ten to twenty kilometres east of Raqqa", "Raqqa", "offset", "Polygon", [off(RAQQA, 90, 15)], [RAQQA]),
    ("ten kilometres due east of Manbij", "Manbij", "offset", "Polygon", [off(MANBIJ, 90, 10)], [MANBIJ]),
    ("a dozen kilometres east of Manbij", "Manbij", "offset", "Polygon", [off(MANBIJ, 90, 12)], [MANBIJ]),
    ("a few kilometres south of Kobani", "Kobani", "offset", "Polygon", [off(KOBANI, 180, 4)], [KOBANI]),
    ("half a kilometre north of Kobani", "Kobani", "offset", "Polygon", [off(KOBANI, 0, 0.5)], [off(KOBANI, 0, 3)]),
    ("40 kilometers (25 miles) east of Raqqa", "Raqqa", "offset", "Polygon", [off(RAQQA, 90, 40)], [RAQQA]),
    ("a few kilometres from Kobani", "Kobani", "near", "Polygon", [off(KOBANI, 90, 2)], [off(KOBANI, 90, 6)]),
    ("less than 5 km from Kobani", "Kobani", "near", "Polygon", [off(KOBANI, 90, 4.5)], [off(KOBANI, 90, 6)]),
    ("within 5 km of Kobani", "Kobani", "near", "Polygon", [off(KOBANI, 90, 4.5)], [off(KOBANI, 90, 6)]),
    ("2.5 km from the town of Amuda", "Amuda", "near", "Polygon", [off(AMUDA, 90, 2)], [off(AMUDA, 90, 4)]),
    ("8 km away from Kobani", "Kobani", "near", "Polygon", [off(KOBANI, 90, 7)], [off(KOBANI, 90, 9)]),
    ("across the river from Deir ez-Zor", "Deir ez-Zor", "near", "Polygon", [off(DEIR_EZ_ZOR, 45, 4)], [MAYADIN]),
    ("a body was found downstream of Raqqa", "Raqqa", "near", "Polygon", [off(RAQQA, 90, 8)], [off(RAQQA, 90, 30)]),
    ("upstream of Mayadin", "Mayadin", "near", "Polygon", [off(MAYADIN, 315, 4)], [DEIR_EZ_ZOR]),
    # sectors and parts
    ("north of Raqqa", "Raqqa", "sector", "Polygon", [off(RAQQA, 0, 15)], [RAQQA, off(RAQQA, 180, 5)]),
    ("to the north of Raqqa", "Raqqa", "sector", "Polygon", [off(RAQQA, 0, 15)], [off(RAQQA, 90, 10)]),
    ("south-west of the city of Raqqa", "Raqqa", "sector", "Polygon", [off(RAQQA, 225, 15)], [off(RAQQA, 0, 10)]),
    ("northern Raqqa city", "Raqqa", "sector", "Polygon", [off(RAQQA, 0, 5)], [off(RAQQA, 0, 15), off(RAQQA, 180, 3)]),
    ("northern Syria", "Syria", "sector", "area", [MANBIJ, AMUDA], [DAMASCUS, PALMYRA]),
    ("the far north-east of Syria", "Syria", "sector", "area", [QAMISHLI, HASAKAH], [ALEPPO, DAMASCUS]),
    ("Syria's northeast", "Syria", "sector", "area", [QAMISHLI, HASAKAH], [ALEPPO, DAMASCUS]),
    ("central Syria", "Syria", "sector", "area", [PALMYRA], [QAMISHLI, DAMASCUS, LATAKIA]),
    ("the north of Hasakah governorate", "Hasakah", "sector", "area", [QAMISHLI], [SHADDADI]),
    ("in northern Aleppo province", "Aleppo", "sector", "area", [off(ALEPPO, 0, 30)], [ALEPPO]),
    ("in the eastern part of Hasakah province", "Hasakah", "sector", "area", [QAHTANIYAH], [TELL_TAMR]),
    ("in the countryside of Manbij", "Manbij", "countryside", "Polygon", [off(MANBIJ, 0, 10)], [MANBIJ]),
    ("northern countryside of Aleppo", "Aleppo", "countryside", "area", [off(ALEPPO, 0, 30)], [off(ALEPPO, 180, 25)]),
    ("the eastern Deir ez-Zor countryside", "Deir", "countryside", "area", [off(MAYADIN, 90, 30)], [DEIR_EZ_ZOR]),
    ("northern rural Aleppo", "Aleppo", "countryside", "area", [off(ALEPPO, 0, 30)], [ALEPPO]),
    ("Raqqa's western countryside", "Raqqa", "countryside", "area", [off(RAQQA, 270, 50)], [RAQQA]),
    ("in Rural Damascus", "Rural Damascus", "in", "area", [off(DAMASCUS, 0, 30)], [HOMS]),
    # roads, ways between, triangles
    ("between Qamishli and Amuda", "Amuda", "between", "Polygon", [between(QAMISHLI, AMUDA)], [HASAKAH]),
    ("between the towns of Qamishli and Amuda", "Amuda", "between", "Polygon", [between(QAMISHLI, AMUDA)], [HASAKAH]),
    ("on the Qamishli-Amuda road", "Qamishli", "between", "Polygon", [between(QAMISHLI, AMUDA)], [HASAKAH]),
    ("on the Homs–Palmyra highway", "Homs", "between", "Polygon", [between(HOMS, PALMYRA)], [HAMA]),
    ("on the highway between Homs and Palmyra", "Homs", "between", "Polygon", [between(HOMS, PALMYRA)], [HAMA]),
    ("on the road from Qamishli to Amuda", "Qamishli", "between", "Polygon", [between(QAMISHLI, AMUDA)], [HASAKAH]),
    ("the road linking Qamishli to Amuda", "Amuda", "between", "Polygon", [between(QAMISHLI, AMUDA)], [HASAKAH]),
    ("the road connecting Qamishli with Amuda", "Amuda", "between", "Polygon", [between(QAMISHLI, AMUDA)], [HASAKAH]),
    ("the Qamishli to Amuda road", "Qamishli", "between", "Polygon", [between(QAMISHLI, AMUDA)], [HASAKAH]),
    ("the M4 from Tell Tamr to Ain Issa", "M4", "along", "Polygon", [TELL_TAMR, AIN_ISSA], [QAMISHLI, ALEPPO]),
    ("on the M4 highway near Tell Tamr", "M4", "along", "Polygon", [TELL_TAMR], [AIN_ISSA, QAMISHLI]),
    ("the Palmyra–Sukhnah–Deir ez-Zor triangle", "Sukhnah", "between", "area", [PALMYRA, SUKHNAH, DEIR_EZ_ZOR], [HOMS]),
    ("the triangle between Aleppo, Hama and Idlib", "Hama", "between", "area", [ALEPPO, HAMA, IDLIB], [HOMS]),
    ("a convoy drove from Qamishli to Amuda via Hasakah", "Qamishli", "", "Point", [QAMISHLI], []),
    # borders
    ("the Turkish border with Syria", "Turkish border", "border", "LineString", [], [AMUDA]),
    ("along the Turkish border in Syria", "Turkish", "border", "area", [QAMISHLI, KOBANI], [HASAKAH]),
    ("the Syrian-Turkish border", "Syrian-Turkish", "border", "LineString", [], [HASAKAH]),
    ("the border between Syria and Iraq", "border", "border", "LineString", [], [BAGHDAD]),
    ("near Syria's border with Turkey", "Syria's border", "border", "area", [KOBANI], [HASAKAH]),
    ("on the Syria-Turkey border", "Syria-Turkey border", "border", "area", [KOBANI], [HASAKAH]),
    ("near the Turkish border in Hasakah governorate", "Turkish", "border", "area", [QAMISHLI], [KOBANI, HASAKAH]),
    ("the border strip with Turkey near Qamishli", "border", "border", "area", [QAMISHLI], [KOBANI, HASAKAH]),
    ("on the Iraqi side of the border with Syria", "border", "border", "area", [(34.36, 41.08)], [(34.45, 40.92)]),
    ("near the Syrian-Iraqi-Turkish border triangle", "Syrian", "border", "area", [(37.1, 42.36)], [QAMISHLI]),
    ("the triple border of Syria, Iraq and Turkey", "border", "border", "area", [(37.1, 42.36)], [QAMISHLI]),
    ("2 km from the Turkish border in Syria", "border", "border", "area", [off(KOBANI, 0, 0.5)], [off(KOBANI, 180, 9)]),
    ("at the Semalka border crossing", "Semalka", "in", "Point", [(37.06, 42.37)], []),
    # in something, along something, beside something
    ("in Qahtaniyah, Hasakah governorate", "Hasakah", "part_of", "area", [QAHTANIYAH], [RAQQA]),
    ("in the Amuda district of Hasakah governorate", "Amuda", "in", "area", [off(AMUDA, 180, 10)], [HASAKAH]),
    ("east of the Euphrates in Syria", "Euphrates", "sector", "area", [HASAKAH, QAMISHLI], [ALEPPO, DAMASCUS]),
    ("eastern bank of the Euphrates in Syria", "Euphrates", "sector", "area", [off(MAYADIN, 60, 4)], [HASAKAH, HOMS]),
    ("an oil field near Rumaylan", "Rumaylan", "near", "Polygon", [RUMAYLAN], [QAMISHLI]),
    ("a base 5 km south of Shaddadi", "Shaddadi", "offset", "Polygon", [off(SHADDADI, 180, 5)], [SHADDADI]),
    ("a checkpoint near Manbij", "Manbij", "near", "Polygon", [MANBIJ], [off(MANBIJ, 0, 15)]),
    ("northern countryside of Manbij in Aleppo governorate", "Manbij", "countryside", "area", [off(MANBIJ, 0, 12)],
     [off(MANBIJ, 180, 10)]),
    ("off the coast of Latakia", "Latakia", "sector", "area", [off(LATAKIA, 270, 15)], [off(LATAKIA, 90, 10)]),
    ("off the Syrian coast", "Syrian coast", "sector", "area", [off(LATAKIA, 270, 15)], [HOMS, (34.4, 35.8)]),
    ("in Syrian territorial waters", "Syrian", "sector", "area", [off(TARTUS, 270, 15)], [HOMS, off(TARTUS, 270, 35)]),
    ("in the airspace over Homs", "Homs", "in", "Point", [HOMS], []),
    ("the village of Xyzabad in the countryside of Manbij", "Xyzabad", "in", "area", [off(MANBIJ, 0, 15)], [RAQQA]),
    ("the village of Xyzabad, in Amuda district", "Xyzabad", "in", "area", [off(AMUDA, 180, 10)], [RAQQA]),
]

ARABIC = [
    ("في المثلث الحدودي بين سوريا والعراق وتركيا", "تركيا", "border", "Polygon", [(37.11, 42.36)], [RUMAYLAN]),
    ("قبل الحسكة بثلاثة كيلومترات", "الحسكة", "near", "Polygon", [off(HASAKAH, 0, 2.5)], [off(HASAKAH, 0, 4)]),
    ("أطلقوا النار على صيادين في عرض بحر طرطوس", "طرطوس", "sector", "area", [(34.88, 35.75)], [HOMS]),
    ("قبالة شواطئ طرطوس", "طرطوس", "sector", "area", [(34.88, 35.75)], [HOMS]),
    ("على محور القامشلي - الحسكة", "القامشلي", "between", "area", [between(QAMISHLI, HASAKAH)], [HOMS]),
    ("بين منبج والرقة قرب الحدود التركية", "منبج", "between", "Polygon", [between(MANBIJ, RAQQA)], [ALEPPO]),
    ("بين منبج وعين عيسى من جهة والرقة من جهة أخرى", "الرقة", "between", "Polygon", [between(MANBIJ, RAQQA)], [ALEPPO]),
    # as far as the governorate that bears the name
    ("في ريف حلب الشرقي", "حلب", "countryside", "area", [(36.37, 37.51)], [ALEPPO, RAQQA, IDLIB]),
    ("شمال مدينة حماة", "حماة", "sector", "Polygon", [off(HAMA, 0, 10)], [off(HAMA, 0, 35)]),
    ("شرقي دير الزور", "دير الزور", "sector", "area", [(34.75, 40.74)], [DEIR_EZ_ZOR, RAQQA]),
    ("بلدة السخنة شرقي حمص", "حمص", "sector", "area", [SUKHNAH], [HOMS, DAMASCUS, DEIR_EZ_ZOR]),
    ("في بادية السخنة", "السخنة", "countryside", "area", [off(SUKHNAH, 180, 8)], [SUKHNAH, off(SUKHNAH, 180, 30)]),
    ("وقال محافظ مأرب", "مأرب", "", "Polygon", [(14.93, 45.5)], [(15.355, 44.206)]),
    ("في بلدة عامودا", "عامودا", "in", "Point", [AMUDA], []),
    ("وسط مدينة الرقة", "الرقة", "in", "Point", [RAQQA], []),
    ("قرب مدينة منبج", "منبج", "near", "Polygon", [MANBIJ], [off(MANBIJ, 0, 15)]),
    ("بالقرب من منبج", "منبج", "near", "Polygon", [off(MANBIJ, 0, 4)], [off(MANBIJ, 0, 15)]),
    ("على مقربة من منبج", "منبج", "near", "Polygon", [MANBIJ], [off(MANBIJ, 0, 15)]),
    ("قرابة منبج", "منبج", "near", "Polygon", [MANBIJ], [off(MANBIJ, 0, 15)]),
    ("في محيط منبج", "منبج", "near", "Polygon", [MANBIJ], [off(MANBIJ, 0, 15)]),
    ("في أطراف منبج", "منبج", "near", "Polygon", [MANBIJ], [off(MANBIJ, 0, 15)]),
    ("عند الأطراف الغربية لمدينة الرقة", "الرقة", "near", "Polygon", [off(RAQQA, 270, 6)], [off(RAQQA, 90, 3)]),
    ("على تخوم مدينة الرقة", "الرقة", "near", "Polygon", [RAQQA], [off(RAQQA, 0, 20)]),
    ("في ضواحي دمشق", "دمشق", "near", "Polygon", [off(DAMASCUS, 0, 12)], [off(DAMASCUS, 0, 30)]),
    ("على مشارف منبج", "منبج", "near", "Polygon", [MANBIJ], [off(MANBIJ, 0, 15)]),
    ("حول مدينة منبج", "منبج", "near", "Polygon", [MANBIJ], [off(MANBIJ, 0, 15)]),
    ("عند المدخل الجنوبي لمدينة منبج", "منبج", "near", "Polygon", [off(MANBIJ, 180, 4)], [off(MANBIJ, 0, 2)]),
    ("على طريق منبج", "منبج", "near", "Polygon", [MANBIJ], [off(MANBIJ, 0, 15)]),
    # so far
    ("على بعد 10 كم جنوب شرق منبج", "منبج", "offset", "Polygon", [off(MANBIJ, 135, 10)], [MANBIJ]),
    ("على بعد ١٠ كلم جنوب شرقي مدينة منبج", "منبج", "offset", "Polygon", [off(MANBIJ, 135, 10)], [MANBIJ]),
    ("على بعد عشرة كيلومترات شمال منبج", "منبج", "offset", "Polygon", [off(MANBIJ, 0, 10)], [MANBIJ]),
    ("على بعد كيلومترين شرق منبج", "منبج", "offset", "Polygon", [off(MANBIJ, 90, 2)], [MANBIJ]),
    ("على بعد كيلومتر واحد شرق منبج", "منبج", "offset", "Polygon", [off(MANBIJ, 90, 1)], [off(MANBIJ, 90, 4)]),
    ("10 كيلومترات إلى الشرق من منبج", "منبج", "offset", "Polygon", [off(MANBIJ, 90, 10)], [MANBIJ]),
    ("على مسافة 15 كيلومتراً إلى الشمال الغربي من الرقة", "الرقة", "offset", "Polygon", [off(RAQQA, 315, 15)], [RAQQA]),
    ("على بعد 10 إلى 20 كم شرق الرقة", "الرقة", "offset", "Polygon", [off(RAQQA, 90, 15)], [RAQQA]),
    ("على بعد عدة كيلومترات جنوب كوباني", "كوباني", "offset", "Polygon", [off(KOBANI, 180, 5)], [KOBANI]),
    ("على بعد نحو ثلاثين كيلومتراً شرقي تدمر", "تدمر", "offset", "Polygon", [off(PALMYRA, 90, 30)], [PALMYRA]),
    ("التي تبعد 20 كيلومتراً شمال الرقة", "الرقة", "offset", "Polygon", [off(RAQQA, 0, 20)], [RAQQA]),
    ("جنوب غرب القامشلي بنحو 10 كيلومترات", "القامشلي", "offset", "Polygon", [off(QAMISHLI, 225, 10)], [QAMISHLI]),
    ("قرب منبج، على بعد 10 كم شمالاً", "منبج", "near", "Polygon", [MANBIJ], []),
    ("في منبج، على بعد 10 كم إلى الشمال منها", "منبج", "offset", "Polygon", [off(MANBIJ, 0, 10)], [MANBIJ]),
    ("على بعد بضعة كيلومترات من كوباني", "كوباني", "near", "Polygon", [off(KOBANI, 0, 2)], [off(KOBANI, 0, 6)]),
    ("على بعد أقل من 5 كم من كوباني", "كوباني", "near", "Polygon", [off(KOBANI, 0, 4)], [off(KOBANI, 0, 6)]),
    ("على بعد مئات الأمتار من بلدة عامودا", "عامودا", "near", "Polygon", [AMUDA], [off(AMUDA, 0, 1)]),
    ("تبعد 20 كم عن مدينة الرقة", "الرقة", "near", "Polygon", [off(RAQQA, 0, 18)], [off(RAQQA, 0, 22)]),
    # sectors and parts
    ("شمال الرقة", "الرقة", "sector", "Polygon", [off(RAQQA, 0, 15)], [RAQQA, off(RAQQA, 180, 5)]),
    ("شمالي مدينة الرقة", "الرقة", "sector", "Polygon", [off(RAQQA, 0, 15)], [off(RAQQA, 180, 5)]),
    ("إلى الشمال من الرقة", "الرقة", "sector", "Polygon", [off(RAQQA, 0, 15)], [off(RAQQA, 180, 5)]),
    ("شمال سوريا", "سوريا", "sector", "area", [MANBIJ, AMUDA], [DAMASCUS, PALMYRA]),
    ("في الشمال السوري", "الشمال السوري", "sector", "area", [MANBIJ, AMUDA], [DAMASCUS, PALMYRA]),
    ("في الشمال الشرقي السوري", "الشمال الشرقي", "sector", "area", [QAMISHLI], [DAMASCUS, ALEPPO]),
    ("أقصى شمال شرقي سوريا", "سوريا", "sector", "area", [QAMISHLI, HASAKAH], [ALEPPO, DAMASCUS]),
    ("وسط سوريا", "سوريا", "sector", "area", [PALMYRA], [QAMISHLI, DAMASCUS, LATAKIA]),
    ("شمال محافظة الحسكة", "الحسكة", "sector", "area", [QAMISHLI], [SHADDADI]),
    ("في القسم الشرقي من محافظة الحسكة", "الحسكة", "sector", "area", [QAHTANIYAH], [TELL_TAMR]),
    ("ريف حلب الشمالي", "حلب", "countryside", "area", [off(ALEPPO, 0, 30)], [off(ALEPPO, 180, 25)]),
    ("في ريف دير الزور الشرقي", "دير الزور", "countryside", "area", [off(MAYADIN, 90, 30)], [DEIR_EZ_ZOR]),
    ("ريف منبج", "منبج", "countryside", "Polygon", [off(MANBIJ, 0, 10)], [MANBIJ]),
    ("في الريف الشمالي لمحافظة الحسكة", "الحسكة", "countryside", "area", [QAMISHLI], [SHADDADI]),
    ("الريف الغربي لدير الزور", "دير الزور", "countryside", "area", [off(DEIR_EZ_ZOR, 270, 30)], [MAYADIN]),
    ("في محافظة ريف دمشق", "ريف دمشق", "in", "area", [off(DAMASCUS, 0, 30)], [HOMS]),
    ("في ريف القامشلي الجنوبي بمحافظة الحسكة", "القامشلي", "countryside", "area", [off(QAMISHLI, 180, 15)], [QAMISHLI]),
    ("في ريف القامشلي الجنوبي بمحافظة الحسكة", "الحسكة", "part_of", "area", [QAMISHLI, SHADDADI], [RAQQA]),
    ("في ريفي حلب وإدلب", "إدلب", "countryside", "area", [off(IDLIB, 180, 20)], [HAMA]),
    # roads, ways between, triangles
    ("بين القامشلي وعامودا", "عامودا", "between", "Polygon", [between(QAMISHLI, AMUDA)], [HASAKAH]),
    ("بين مدينتي القامشلي وعامودا", "القامشلي", "between", "Polygon", [between(QAMISHLI, AMUDA)], [HASAKAH]),
    ("على الطريق الواصل بين القامشلي وعامودا", "عامودا", "between", "Polygon", [between(QAMISHLI, AMUDA)], [HASAKAH]),
    ("على طريق القامشلي - عامودا", "القامشلي", "between", "Polygon", [between(QAMISHLI, AMUDA)], [HASAKAH]),
    ("طريق القامشلي عامودا", "عامودا", "between", "Polygon", [between(QAMISHLI, AMUDA)], [HASAKAH]),
    ("على الطريق بين حمص وتدمر", "تدمر", "between", "Polygon", [between(HOMS, PALMYRA)], [HAMA]),
    ("الطريق الرابط بين القامشلي وعامودا", "عامودا", "between", "Polygon", [between(QAMISHLI, AMUDA)], [HASAKAH]),
    ("الطريق من القامشلي إلى عامودا", "القامشلي", "between", "Polygon", [between(QAMISHLI, AMUDA)], [HASAKAH]),
    ("الطريق الذي يربط القامشلي بعامودا", "القامشلي", "between", "Polygon", [between(QAMISHLI, AMUDA)], [HASAKAH]),
    ("طريق دمشق - بيروت", "بيروت", "between", "Polygon", [between(DAMASCUS, BEIRUT)], [HOMS]),
    ("على أوتوستراد M4 بين تل تمر وعين عيسى", "M4", "along", "Polygon", [TELL_TAMR, AIN_ISSA], [QAMISHLI, ALEPPO]),
    ("في مثلث حلب حماة إدلب", "حماة", "between", "area", [ALEPPO, HAMA, IDLIB], [HOMS]),
    ("انتقل الرتل من القامشلي إلى عامودا عبر الدرباسية", "القامشلي", "", "Point", [QAMISHLI], []),
    # borders
    ("على طول الحدود التركية في سوريا", "الحدود", "border", "area", [QAMISHLI, KOBANI], [HASAKAH]),
    ("الحدود السورية التركية", "الحدود السورية", "border", "LineString", [], [HASAKAH]),
    ("الشريط الحدودي مع تركيا شمال سوريا", "الشريط", "border", "area", [KOBANI], [HASAKAH]),
    ("على الشريط الحدودي شمال القامشلي", "الشريط", "border", "area", [QAMISHLI], [HASAKAH]),
    ("الحدود بين سوريا والعراق", "الحدود", "border", "LineString", [], [BAGHDAD]),
    ("في الجانب العراقي من الحدود مع سوريا", "الحدود", "border", "area", [(34.36, 41.08)], [(34.45, 40.92)]),
    ("المنطقة الحدودية مع تركيا قرب القامشلي", "الحدودية", "border", "area", [QAMISHLI], [KOBANI]),
    ("المثلث الحدودي السوري العراقي التركي", "المثلث", "border", "area", [(37.1, 42.36)], [QAMISHLI]),
    ("قرب الحدود التركية في محافظة الحسكة", "الحدود", "border", "area", [QAMISHLI], [KOBANI, HASAKAH]),
    ("معبر باب الهوى الحدودي", "باب الهوى", "in", "Point", [(36.24, 36.67)], []),
    # in something, along something, beside something
    ("في بلدة القحطانية بمحافظة الحسكة", "الحسكة", "part_of", "area", [QAHTANIYAH], [RAQQA]),
    ("القحطانية في ريف الحسكة", "الحسكة", "countryside", "area", [QAHTANIYAH], [HASAKAH]),
    ("على ضفاف الفرات في سوريا", "الفرات", "along", "area", [off(MAYADIN, 60, 2)], [HASAKAH]),
    ("شرق الفرات في سوريا", "الفرات", "sector", "area", [HASAKAH, QAMISHLI], [ALEPPO, DAMASCUS]),
    ("غربي الفرات في سوريا", "الفرات", "sector", "area", [ALEPPO, DAMASCUS], [HASAKAH]),
    ("على الضفة الشرقية لنهر الفرات في سوريا", "الفرات", "sector", "area", [off(MAYADIN, 60, 4)], [HASAKAH, PALMYRA]),
    ("حقل نفطي قرب رميلان", "رميلان", "near", "Polygon", [RUMAYLAN], [QAMISHLI]),
    ("قاعدة عسكرية قرب الشدادي", "الشدادي", "near", "Polygon", [SHADDADI], [HASAKAH]),
    ("في الريف الشمالي لمنبج بمحافظة حلب", "منبج", "countryside", "area", [off(MANBIJ, 0, 12)], [off(MANBIJ, 180, 9)]),
    ("قرية القحطانية بريف الحسكة الشرقي", "القحطانية", "in", "Point", [QAHTANIYAH], []),
    ("قرية زكرعان بريف منبج", "زكرعان", "in", "area", [off(MANBIJ, 0, 15)], [RAQQA]),
    ("قرية زكرعان التابعة لناحية عامودا", "زكرعان", "in", "area", [off(AMUDA, 180, 10)], [RAQQA]),
    ("قرية زكرعان في محافظة الحسكة", "زكرعان", "in", "area", [HASAKAH], [RAQQA]),
    ("قبالة سواحل اللاذقية", "اللاذقية", "sector", "area", [off(LATAKIA, 270, 15)], [off(LATAKIA, 90, 10)]),
    ("قبالة الساحل السوري", "الساحل السوري", "sector", "area", [off(LATAKIA, 270, 15)], [HOMS, (34.4, 35.8)]),
    ("في المياه الإقليمية السورية", "المياه", "sector", "area", [off(TARTUS, 270, 15)], [HOMS, off(TARTUS, 270, 35)]),
    ("في سماء مدينة حمص", "حمص", "in", "Point", [HOMS], []),
]
# fmt: on


@pytest.mark.parametrize(("text", "name", "relation", "shape", "held", "not_held"), ENGLISH + ARABIC)
def test_a_place_expression_becomes_its_shape(
    text: str,
    name: str,
    relation: str,
    shape: str,
    held: list[LatLon],
    not_held: list[LatLon],
    gazetteer: Gazetteer,
) -> None:
    mention = find(text, name, gazetteer)
    assert mention.relation == relation
    assert mention.geometry is not None
    kinds = ("Polygon", "MultiPolygon") if shape == "area" else (shape,)
    assert mention.geometry.geom_type in kinds
    assert shapely.get_num_coordinates(mention.geometry) <= 210
    for lat, lon in held:
        assert mention.geometry.distance(Point(lon, lat)) < 0.02, f"{(lat, lon)} is outside"
    for lat, lon in not_held:
        assert not mention.geometry.covers(Point(lon, lat)), f"{(lat, lon)} is inside"


def find(text: str, name: str, gazetteer: Gazetteer) -> PlacedMention:
    mentions = locate(text, gazetteer)
    found = next((m for m in mentions if name in m.text), None)
    assert found is not None, f"{name!r} is not among {[m.text for m in mentions]}"
    return found


def test_both_languages_have_at_least_sixty_expressions() -> None:
    assert min(len(ENGLISH), len(ARABIC)) >= 60


@pytest.mark.parametrize(
    ("text", "name", "expression", "label"),
    [
        ("Troops saw an oil field near Rumaylan today", "Rumaylan", "oil field near Rumaylan", "oil field"),
        ("It lay at a base 5 km south of Shaddadi", "Shaddadi", "base 5 km south of Shaddadi", "base"),
        ("Fire on the road linking Qamishli to Amuda", "Qamishli", "the road linking Qamishli to Amuda", ""),
        ("on the Iraqi side of the border with Syria", "border", "Iraqi side of the border with Syria", ""),
        ("شوهد حقل نفطي قرب رميلان", "رميلان", "حقل نفطي قرب رميلان", "حقل نفطي"),
        ("وقع على الطريق الواصل بين القامشلي وعامودا", "عامودا", "الطريق الواصل بين القامشلي وعامودا", ""),
    ],
)
def test_an_expression_covers_all_its_words_and_labels_what_has_no_name(
    text: str, name: str, expression: str, label: str, gazetteer: Gazetteer
) -> None:
    mention = find(text, name, gazetteer)
    assert text[mention.expression_start : mention.expression_end] == expression
    assert label in mention.label

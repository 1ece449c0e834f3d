"""How somebody says each circumstance of the controlled list, and each operation at several times."""

from __future__ import annotations

from collections.abc import Iterator

TOLD = {
    "hip-fracture": "I broke my hip 20 weeks ago.",
    "hip-fracture-early": "I broke my hip 3 weeks ago.",
    "hip-fracture-mending": "I broke my hip 9 weeks ago.",
    "trochanteric-repair": "I had a gluteal tendon repair 4 weeks ago.",
    "hip-replacement": "I had a hip replacement two years ago.",
    "hip-replacement-early": "I had a hip replacement 5 weeks ago. I have no hip precautions.",
    "hip-precautions-posterior": "I had a hip replacement 3 weeks ago, they went in from the back.",
    "hip-precautions-anterior": "I had a hip replacement 3 weeks ago by the anterior approach.",
    "hip-arthroscopy-early": "I had a hip arthroscopy 3 weeks ago.",
    "knee-replacement": "I had a knee replacement two years ago.",
    "knee-replacement-early": "I had a knee replacement 3 weeks ago.",
    "acl-reconstruction-early": "I had an ACL reconstruction 3 weeks ago.",
    "meniscus-repair-early": "I had a meniscus repair 3 weeks ago.",
    "tendon-repair-early": "I had a hamstring tendon repair 3 weeks ago.",
    "achilles-rupture": "I ruptured my Achilles 5 weeks ago.",
    "shoulder-surgery-early": "I had a shoulder replacement 9 weeks ago.",
    "shoulder-surgery-protected": "I had a rotator cuff repair 3 weeks ago.",
    "spinal-surgery-early": "I had a spinal fusion 3 weeks ago.",
    "other-recent-surgery": "I had a bunion operation 3 weeks ago.",
    "open-wound": "My wound has not healed.",
    "recent-fracture": "I broke my ankle 3 weeks ago.",
    "arm-fracture-early": "I broke my wrist 3 weeks ago.",
    "non-weight-bearing": "I am not allowed to put any weight on the leg.",
    "touch-weight-bearing": "I may only touch my toes to the floor.",
    "partial-weight-bearing": "I am partial weight bearing.",
    "weight-bearing-unknown": "I don't know how much weight I can put on my leg.",
    "brace-or-cast": "My leg is in a cast.",
    "osteoporosis": "I have osteoporosis.",
    "spinal-fracture": "I have a crushed vertebra.",
    "gluteal-tendinopathy": "I have gluteal tendinopathy.",
    "hip-impingement": "I have hip impingement.",
    "hip-osteoarthritis": "I have arthritis in my hip.",
    "knee-osteoarthritis": "I have knee arthritis.",
    "kneecap-pain": "I have pain around my kneecap.",
    "kneeling-pain": "My knees hurt when I kneel.",
    "iliotibial-band-pain": "I have IT band syndrome.",
    "insertional-achilles": "I have insertional Achilles tendinopathy.",
    "acute-knee-injury": "I twisted my knee yesterday.",
    "knee-ligament-injury": "I sprained my MCL.",
    "acute-ankle-sprain": "I sprained my ankle yesterday.",
    "acute-muscle-strain": "I pulled my hamstring two days ago.",
    "back-pain": "I have low back pain.",
    "acute-nerve-pain": "I have sciatica.",
    "spinal-stenosis": "I have spinal stenosis.",
    "neck-pain": "I have neck pain.",
    "shoulder-pain": "I have shoulder pain.",
    "frozen-shoulder": "I have a frozen shoulder.",
    "wrist-pain": "I have a bad wrist.",
    "hot-swollen-joint": "My knee is hot and swollen.",
    "fever-or-unwell": "I have the flu.",
    "uncontrolled-blood-pressure": "My blood pressure is not under control.",
    "heart-or-lung-condition": "I have heart failure.",
    "dizziness": "I get dizzy spells.",
    "poor-balance": "I have poor balance.",
    "numb-feet": "My feet are numb from diabetes.",
    "pregnancy": "I am 8 weeks pregnant.",
    "pregnancy-later": "I am 28 weeks pregnant.",
    "stroke": "I had a stroke last year.",
    "parkinsons": "I have Parkinson's.",
    "cannot-lie-flat": "I can't lie flat.",
    "cannot-lie-prone": "I can't lie on my front.",
    "cannot-kneel": "I can't kneel.",
    "cannot-get-to-floor": "I can't get down to the floor.",
    "child": "My son is 12 years old.",
    "high-blood-pressure": "I have high blood pressure.",
    "very-high-blood-pressure": "My blood pressure is 185/105.",
    "fast-resting-pulse": "My resting pulse is 110.",
    "diabetes": "I have diabetes.",
    "abdominal-surgery-early": "I had a hernia operation 3 weeks ago.",
    "eye-surgery-early": "I had cataract surgery 2 weeks ago.",
    "postnatal": "I had a baby 3 weeks ago.",
    "inflammatory-arthritis": "I have rheumatoid arthritis.",
    "hypermobility": "I am hypermobile.",
    "carpal-tunnel": "I have carpal tunnel syndrome.",
    "elbow-pain": "I have tennis elbow.",
    "shoulder-dislocation": "I dislocated my shoulder.",
    "foot-ulcer": "I have a diabetic foot ulcer.",
    "multiple-sclerosis": "I have multiple sclerosis.",
    "epilepsy": "I have epilepsy.",
    "blood-thinner": "I am on warfarin.",
    "hernia": "I have a hernia.",
    "sternum-healing": "I had open heart surgery 4 weeks ago.",
    "heart-device-early": "I had a pacemaker fitted 2 weeks ago.",
    "recent-heart-event": "I had a heart attack 3 weeks ago.",
    "blood-clot": "I had a blood clot in my leg in spring.",
}
"""Circumstance -> a sentence that tells it."""

_OPERATIONS = {
    "hemiarthroplasty": "I had a half hip replacement {weeks} weeks ago.",
    "hip-arthroscopy": "I had a hip arthroscopy {weeks} weeks ago.",
    "trochanteric-repair": "I had a gluteal tendon repair {weeks} weeks ago.",
    "hip-replacement": "I had a hip replacement {weeks} weeks ago.",
    "hip-fracture": "I broke my hip {weeks} weeks ago.",
    "partial-knee-replacement": "I had a partial knee replacement {weeks} weeks ago.",
    "knee-replacement": "I had a knee replacement {weeks} weeks ago.",
    "acl-reconstruction": "I had an ACL reconstruction {weeks} weeks ago.",
    "meniscus-repair": "I had a meniscus repair {weeks} weeks ago.",
    "knee-arthroscopy": "I had a knee arthroscopy {weeks} weeks ago.",
    "rotator-cuff-repair": "I had a rotator cuff repair {weeks} weeks ago.",
    "shoulder-surgery": "I had a shoulder replacement {weeks} weeks ago.",
    "achilles-repair": "My Achilles was repaired {weeks} weeks ago.",
    "achilles-rupture": "I ruptured my Achilles {weeks} weeks ago.",
    "spinal-surgery": "I had a spinal fusion {weeks} weeks ago.",
    "tendon-repair": "I had a hamstring tendon repair {weeks} weeks ago.",
    "fracture": "I broke my ankle {weeks} weeks ago.",
    "hip-operation": "I had a hip operation {weeks} weeks ago.",
    "knee-operation": "I had a knee operation {weeks} weeks ago.",
    "abdominal-surgery": "I had a hernia operation {weeks} weeks ago.",
    "eye-surgery": "I had cataract surgery {weeks} weeks ago.",
    "heart-surgery": "I had open heart surgery {weeks} weeks ago.",
    "heart-device": "I had a pacemaker fitted {weeks} weeks ago.",
    "other-surgery": "I had a bunion operation {weeks} weeks ago.",
}
_ON_THE_LEG = "hip knee acl meniscus achilles fracture tendon trochanteric hemi".split()
WEEKS = (1, 5, 10)


def operated() -> Iterator[tuple[str, str]]:
    """Yield (name, sentence) for each operation or injury at each of `WEEKS`, on a leg also with no weight allowed."""
    for procedure, words in _OPERATIONS.items():
        for weeks in WEEKS:
            yield f"{procedure}-{weeks}", words.format(weeks=weeks)
        if any(one in procedure for one in _ON_THE_LEG):
            yield f"{procedure}-no-weight", f"{words.format(weeks=2)} I am not allowed to put any weight on the leg."


def procedures() -> frozenset[str]:
    """Return the ids of the operations and injuries that `operated` tells of."""
    return frozenset(_OPERATIONS)

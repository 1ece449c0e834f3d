"""What a question asks for, told from its wording and from what people asked before in nearly the same words.

No single word decides: each cue adds its weight to an intent, the heaviest intent wins, and of two equal ones the one
that stands first in `Intent`. Weights: 6 and more say it outright, 3 to 5 usually mean it, below 3 only when nothing else
speaks. They were set on evals/suites/intents.dev.jsonl.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.models import Passage, SectionKind
from assistant.word_lists import common_words, short_forms


class Intent(StrEnum):
    """The kind of thing that a question asks for."""

    BELIEF = "belief"
    PROGRAMME = "programme"
    COMPARE = "compare"
    ALTERNATIVE = "alternative"
    PROGRESS = "progress"
    DOSE = "dose"
    WHEN = "when"
    WHY = "why"
    NORMAL = "normal"
    SAFE = "safe"
    EQUIPMENT = "equipment"
    OPTIONS = "options"
    HOW_TO = "how-to"
    DEFINITION = "definition"
    GENERAL = "general"


SECTIONS: dict[Intent, tuple[SectionKind, ...]] = {
    Intent.HOW_TO: (SectionKind.STEPS, SectionKind.POSITION, SectionKind.ADVICE),
    Intent.DOSE: (SectionKind.DOSE,),
    Intent.OPTIONS: (SectionKind.EXERCISES, SectionKind.HELPS, SectionKind.ADVICE),
    Intent.SAFE: (SectionKind.AVOID, SectionKind.ASK_FIRST, SectionKind.STOP, SectionKind.MISTAKES),
    Intent.WHEN: (SectionKind.DURATION, SectionKind.ASK_FIRST),
    Intent.NORMAL: (SectionKind.NORMAL, SectionKind.FEEL, SectionKind.STOP),
    Intent.WHY: (SectionKind.PURPOSE, SectionKind.WHY, SectionKind.OVERVIEW),
    Intent.COMPARE: (SectionKind.DISAGREEMENT, SectionKind.PURPOSE, SectionKind.HELPS),
    Intent.ALTERNATIVE: (SectionKind.PROGRESSION,),
    Intent.EQUIPMENT: (SectionKind.POSITION,),
    Intent.PROGRESS: (SectionKind.PROGRESSION, SectionKind.DOSE),
    Intent.PROGRAMME: (SectionKind.EXERCISES, SectionKind.DOSE),
    Intent.DEFINITION: (SectionKind.OVERVIEW, SectionKind.PURPOSE),
    Intent.BELIEF: (SectionKind.DISAGREEMENT, SectionKind.MISTAKES, SectionKind.OVERVIEW),
    Intent.GENERAL: (),
}
"""Sections in which the library answers each intent, first choice first."""

LISTS = frozenset({Intent.PROGRAMME, Intent.OPTIONS})
"""Intents that are answered with a list of exercises."""

LEAST = 1.0
"""Weight below which a question asks for nothing in particular."""
SAID_OUTRIGHT = 3.0
"""Weight from which the wording means an intent."""
FURTHER_CUE = 0.4
"""Weight of a second and third cue for the same intent."""
NEIGHBOUR = 2.0
"""Weight of a stored question that is the one asked; less of one that is only near."""
NEAR = 0.6
"""Cosine from which a stored question speaks."""
LONGEST = 600
"""Characters that are read; what is asked stands at the beginning or the end of a longer message."""

_WHO = r"(?:i|you|we|he|she|they|one|people|someone|somebody|mum|mom|dad|nan|my \w+|your \w+|a person)"
_MOVE = r"(?:exercises?|stretch(?:es)?|moves?|movements?|physio(?:therapy|therapist)?|activit(?:y|ies))"
_KIT = r"(?:bands?|theraband|mat|steps?|stool|weights?|kit|equipment|gear|shoes?|trainers|slippers|ball|chair|strap|towel|bench|machine|brace|belt|bike|dumbbells?|gym|pillow|sheet)"
_TIME = r"(?:days?|weeks?|months?|years?)"

_CUES: tuple[tuple[Intent, float, str], ...] = (
    # how to
    (Intent.DOSE, 5, r"\b(?:reps?|sets?|repetitions|dosage|how long|hold time)$|^(?!.*\b(?:can|cant|should|to|do) ).{4,40} hold$"),
    (Intent.HOW_TO, 6, r"^(?:so )?do (?:i|you|we) (?:need|have) to (?:keep|bend|lock|straighten|tighten|lift|point|move|turn|breathe|touch|lower|pull) (?!going|doing|it up|on)"),
    (Intent.HOW_TO, 3, rf"\bhow (?:do|does|should|would|can|could|shall|did|must) (?:{_WHO}|the)\b|\bhow to\b"),
    (Intent.HOW_TO, 5, r"\bhow (?:are|is|am) (?:you|i|it|they|we|this|that|the|an?) (?:\w+ ){0,3}(?:meant|supposed|done|performed)\b"),
    (Intent.HOW_TO, 5, r"\b(?:show|teach|walk|take|talk) me\b(?! what)|\bdemonstrate|\bstep by step|\binstructions?\b|\btechnique\b|\bremind me how"),
    (Intent.HOW_TO, 4, r"\b(?:right|correct|proper|best|safest) (?:way|form|position|posture|method)\b|\bproperly\b|\bcorrectly\b|\bgood form\b|\bway (?:to|of) do(?:ing)?\b"),
    (Intent.HOW_TO, 4, r"^(?:the )?steps (?:for|of|to)\b|\w steps (?:please|pls)$|\bbe done\b|\bforgot(?:ten)? how\b|\bi forgot\b"),
    (Intent.HOW_TO, 6, r"\b(?:what|which) position\b"),
    (Intent.HOW_TO, 3, r"^\S+(?: \S+){0,5} how(?: to)?$"),
    (Intent.HOW_TO, 6.5, rf"\bhow (?:do|should|can|would) {_WHO} (?:\w+ ){{1,6}}safely\b"),
    (Intent.HOW_TO, 5, r"\bwhere (?:do|does|should) (?:my|the|i put)\b|\bwhat (?:do|should) i do with my\b"),
    (Intent.HOW_TO, 5, r"\b(?:what|which) (?:leg|foot|hand|side|arm|knee|one)s? (?:\w+ ){0,4}(?:first|goes?|go|up|in|with|hold|lead)\b|\bwhich way\b"),
    (Intent.HOW_TO, 4.5, r"\bhow (?:far|low|deep|high|wide)\b"),
    (Intent.HOW_TO, 3.5, rf"^(?:do|should|must|shall) {_WHO} (?:bend|straighten|keep|lift|point|push(?! through)|lean|breathe|tuck|squeeze|face)\b"),
    # how much
    (Intent.DOSE, 6, r"\bhow ?(?:many|often|much(?! pain| weight can| weight may)|heavy|hard|fast|slow|slowly|quick|quickly)\b"),
    (Intent.DOSE, 6.3, r"^(?:and |so |ok )*how (?:many|often)\b"),
    (Intent.DOSE, 5, r"\bnumber of (?:sets|reps|times|repeats)|\bdos(?:e|age)\b|\bfrequency\b|\b(?:reps?|repeats|repetitions?|sets?) (?:and|or|of) (?:\w+ )?(?:reps?|sets?)\b|\b\d+ sets? or\b"),
    (Intent.DOSE, 6, r"\bhow long on\b|\bhow long (?:do|does|should|shall|must|to|for|can|is|a|each|would)?\b.*\b(?:hold|holds|held|last|cycle|session|stretch|keep|squeeze|stand|sit|walk for|ride)\b"),
    (Intent.DOSE, 4.5, r"\btimes (?:a|per|each) (?:day|week)|\btimes daily|\brest days?|\bdays? off\b|\benough\b|\bin one go\b|\b(?:once|twice) (?:a|per) (?:day|week)|\b(?:what|which) (?:speed|tempo|pace)\b|\b(?:whats|what is) the (?:speed|tempo|pace)\b|\bhold(?:ing)? time\b|\bwhat weight\b"),
    (Intent.DOSE, 5.5, r"\bevery (?:day|other day)\b"),
    (Intent.DOSE, 5.5, r"\b(?:the other|my good|the good) (?:leg|side|arm|foot|knee|hip)(?: too| as well| also)?$|\b(?:on|with|do) both (?:legs|sides|arms|feet)$"),
    # which exercises, what helps
    (Intent.OPTIONS, 5, rf"\b(?:what|which|any|best|good|some|recommend(?:ed)?|suggest|need|give me|want|useful|other|safe|gentle|simple|easy) (?:[\w'-]+ ){{0,3}}{_MOVE}\b"),
    (Intent.OPTIONS, 4, r"\b(?:exercises|stretches|moves|movements) (?:for|to|after|that|with|in)\b|\bstretch for\b|\bexercise (?:for|after)\b|^(?:exercises|stretches)\b"),
    (Intent.OPTIONS, 5, rf"\bwhat (?:can|could|should|shall|must|do|would) {_WHO} do (?:for|about|to|with|when|if|sitting|seated|lying|standing|in (?:bed|a chair|the chair|my chair|her chair|his chair))\b|\bwhat (?:can|could|shall) {_WHO} do$|\bwhat (?:helps?|eases|strengthens|builds|loosens)\b|\bwhat(?:s| is| are)? (?:good|best) (?:for|to)\b"),
    (Intent.OPTIONS, 5, r"\b(?:anything|something|things?) (?:\w+ ){0,4}(?:for|to (?:help|ease|strengthen|improve|loosen)|that helps?)\b|\b(?:any|some) (?:tips|advice|help)\b|\btips for\b"),
    (Intent.OPTIONS, 5, rf"\b(?:ways?|thing|how) (?:(?:do|can|could|would|should) {_WHO} |to )(?:best )?(?:strengthen|improve|get rid|help|ease|loosen|reduce|relieve|treat|fix|tone|stop|get my|build|get (?:\w+ ){{0,2}}(?:stronger|fitter|moving|going)|be stronger)\b"),
    (Intent.OPTIONS, 1.2, r"\b(?:exercises|stretches)\b"),
    (Intent.OPTIONS, 3, r"^(?!.*\b(?:can|could|may|might|do|does|did|is|are|am|how|when|why|should|shall|or|these|those|my|the)\b).* (?:exercises|stretches)(?: please| pls)?$"),
    # is it safe
    (Intent.SAFE, 6, r"\bis it (?:still |really )?(?:safe|dangerous|bad|harmful|risky|wise|sensible|ok|all right|alright|fine|advisable|allowed) (?:to|for|if|with|when|in|on|doing)\b"),
    (Intent.SAFE, 5, r"\bsafe(?:ly)?\b(?! (?:exercises?|stretch))|\bdangerous\b|\bharm(?:ful)?\b|\brisky?s?\b|\ballowed\b|\bforbidden\b|\bcontraindicat|\bshould(?:nt| not| i not)\b|\bshould i (?:avoid|not|stop|be careful)|\bnot be doing\b|\bbe careful\b"),
    (Intent.SAFE, 4, r"\b(?:will|would|could|can|does|do|is|are|did) .{3,50}\b(?:damage|harm|injure|ruin|wear out|bad for)\b|\bbad (?:for|to)\b"),
    (Intent.SAFE, 4, r"\b(?:ok|all right|alright|fine) (?:to|with|for|after|in|on)\b|\b(?:is|are) .{3,40} (?:ok|all right|alright|fine)\b(?= (?:for|with|to|after|if)|$)|\bavoid\b"),
    (Intent.SAFE, 4, r"(?:^|, |\. )(?!is (?:that|this|it)\b)[^.?!]{3,60}\b(?:ok|all right|alright|allowed|permitted|still fine|safe)(?: (?:now|yet|then|for me|or not))?\W*$|\b(?:yes or no|can i|may i)\W*$"),
    (Intent.SAFE, 6, rf"\b(?:can|could) {_WHO} (?:do|over ?do|be doing) (?:it )?(?:too (?:much|many)|over ?do)\b|\boverdo(?:ing|ne)?\b"),
    (Intent.SAFE, 4, r"^(?:is|are|would|will) (?!there\b|it\b).{3,40} (?:be )?(?:any )?(?:good|helpful|useful|beneficial) (?:for|with|after)\b"),
    (Intent.SAFE, 2.5, rf"\b(?:can|may|could|should|shall|am i able to|do you think) {_WHO}\b|\bok to\b"),
    # when
    (Intent.WHEN, 6, rf"\bwhen (?:can|could|should|will|may|do|does|am|is|would|did) |\bhow soon\b|\bhow (?:many|long) (?:\w+ )?{_TIME}|\bwhen (?:to|it is ok)\b"),
    (Intent.WHEN, 6, r"\bhow long (?:till|until|before|does|will|did|is (?!each|a )|am|are|after|since|it takes|to (?:get|heal|recover|be)|would|do (?:\w+ )?(?:hip|knee|the|precautions|they|i need to wait|i wait))\b"),
    (Intent.WHEN, 5, r"\b(?:what|which) week\b|\bat what (?:point|stage|time)\b|\bby when\b|\bafter how (?:long|many)\b|\btoo (?:soon|early)\b|\brecovery time\b|^(?:and |so |but )*when\b"),
    (Intent.WHEN, 4, rf"\bback (?:to|on|at) (?:my |the |a )?(?:work|golf|sport|driving|gym|bike|running|tennis|football|swimming|job|normal|dancing|bowls)\b|\b{_TIME} before\b|^can {_WHO} .* yet\b|^am i ready"),
    # is it normal
    (Intent.NORMAL, 6, r"\bnormal\b(?! (?:walk|life|weight))|\busual\b|\bsupposed to (?:feel|hurt|ache|be sore)|\bshould (?:it|i|they|this|that|my \w+) (?:hurt|feel|ache|be (?:hurting|aching|sore|stiff|swollen|worried|concerned|feeling))"),
    (Intent.NORMAL, 6, r"\bis (?:that|this|it) (?:ok|all right|alright|bad|common|expected|a problem|serious|fine|a bad sign|to be expected)(?: or not| then| at \d+)?$|\bis (?:that|this) (?:ok|bad|common)\b|\bshould i (?:worry|be worried|be concerned)\b|\bworr(?:y|ied|ying)\b"),
    (Intent.NORMAL, 6, r"\bwhat should .{2,40} feel\b|\bwhere should .{1,30} feel|\b(?:did|have) i (?:hurt|damaged?|done?|injured?|broken?)|\bdo(?:ne)? (?:some |any )?(?:damage|harm)$"),
    (Intent.NORMAL, 5, r"\b(?:pain|soreness|discomfort|swelling|bruising|stiffness)\b.*\b(?:expected|ok|all right|alright|common)$|^is (?:some|a bit of|a little|mild)\b.*(?:pain|ache|soreness|swelling)|, ?ok$"),
    (Intent.NORMAL, 3, r"\b\d+ ?(?:out of|/) ?10\b"),
    (Intent.NORMAL, 1.5, r"\b(?:click|clunk|crunch|grind|pop|crack|creak|swell|stiff|ache|aching|(?<!a )sore|tired|numb|tingl|burn|cramp|heavy|wobbl|limp|hurt|pull|feel|longer since|puffy|warm|hot)\w*"),
    # why, what for
    (Intent.WHY, 8, r"^(?:but |so |and |ok )*why\b|\bhow come\b"),
    (Intent.WHY, 6, r"\bwhy (?:do|does|is|are|cant|should|must|did|not|would|wont|am|has|strengthen)\b|\b(?:point|purpose|benefits?|use) (?:of|in)\b|\breasons? (?:for|why|behind)|\bwhats? (?:is )?the (?:point|purpose|benefit|use|idea|reason)|\bwhy bother"),
    (Intent.WHY, 5, r"\bdo (?:they|these|those) (?:really |actually |even )?(?:work|help)$"),
    (Intent.WHY, 6, r"\b(?:what|which) muscles?\b|\bwhat (?:do|does|will|would) .{2,40} (?:help|work|strengthen|target|do|achieve|help with)(?: for \w+)?$|\bwhat (?:good|use) (?:is|does|do|are)\b|\bwhat(?:s| is| are) (?!good|best).{2,40} (?:good )?for$"),
    (Intent.WHY, 5, r"\bhow (?:does|do|will|would) (?!i\b|you\b|we\b).{3,40} (?:help|work|make|improve)\b|\b(?:does|do) .{3,30} (?:work|strengthen|target|train|use) (?:the|my|your)\b|\bworth (?:it|doing)\b"),
    # compare
    (Intent.COMPARE, 7, r"\b(?:vs|versus|verses|v)\b|\bdifferen(?:ce|t) (?:between|from)|\bcompare[ds]?\b|\b(?:better|worse|harder|easier|safer) than\b|\bthe same (?:as|thing|exercise)\b|\bas good as\b"),
    (Intent.COMPARE, 9, r"^which is [a-z -]{3,50}, .{3,60} or "),
    (Intent.COMPARE, 7, r"\bor\b.*\bhow (?:do|can|could|would) (?:i|you|we) (?:tell|know)\b|\bhow (?:do|can|could) (?:i|you|we) tell .{3,40} (?:from|or) \b"),
    (Intent.COMPARE, 8, r"^(?:is|are) .{3,40} (?:harder|easier|better|safer|worse) than\b"),
    (Intent.COMPARE, 6, r"\bwhich (?:is|one|works?|would be|are|of)\b.*\b(?:better|best|harder|easier|safer|first|more)\b|\bwhich (?:is|one) (?:the )?(?:better|best)|\bwhich (?:is )?(?:better|best)$|\bwhich one\b"),
    (Intent.COMPARE, 6, r"\bor\b.*\b(?:better|best|worse)\b|\b(?:better|best)\b.*\bor\b"),
    (Intent.COMPARE, 4.6, r"^(?:is |are |should i (?:do |use |try )?|do i (?:do |use )?)?(?:an? |the )?[a-z -]{2,40} or (?:an? |the )?(?!not\b|bad\b|false\b|twice\b)[a-z -]{2,40}$"),
    # instead
    (Intent.ALTERNATIVE, 6.5, r"\binstead\b|\balternatives?\b|\bsubstitut\w*|\bswap\b|\breplace(?:ment|d)? (?:for|with|my|the|\w+ with)\b(?<!knee replaced with)|\bto replace\b|\bin place of\b|\brather than\b|\bregress\w*"),
    (Intent.ALTERNATIVE, 6, r"\bbeginners?'?s? (?:version|level|way|one)\b|\bversion for beginners?\b"),
    (Intent.ALTERNATIVE, 8.5, r"\bwhat(?:s| is)? (?:easier|gentler|better) than\b"),
    (Intent.ALTERNATIVE, 6, r"\b(?:easier|gentler|simpler|lighter|softer|less (?:painful|demanding|hard|difficult|intense))\b(?! than (?:a |the )?\w+ (?:or|and))|\bmake .{1,30} easier\b"),
    (Intent.ALTERNATIVE, 5, r"\b(?:another|different|other) (?:way|exercise|option|options|exercises)\b|\b(?:what|anything|something) else\b|\belse (?:can|could|do|should)\b|\btoo (?:hard|difficult|painful|tough)\b|\bwhat if i cant\b|\bwhat could i do if\b"),
    (Intent.ALTERNATIVE, 4, r"\bcant (?:manage|kneel|lie|get (?:down|on|up)|stand|reach|bend|do)\b|\bstruggl\w+ (?:with|to)\b|\b(?:not able|unable) to\b|\bi hate\b"),
    # kit
    (Intent.EQUIPMENT, 6, rf"\bdo (?:i|you|we) (?:need|have to have|require|want)\b.*\b{_KIT}\b|\b(?:what|which|any|special) (?:(?!is\b|are\b|does\b)\w+ ){{0,2}}{_KIT}\b(?! (?:up|down|do|exercis|stretch|work|stand))|\b(?:is there|need) any {_KIT}"),
    (Intent.EQUIPMENT, 6, r"\b(?:towel|ball|band|step|chair|roll|stool|seat|stick|crutch(?:es)?|pillow|weight) (?:size|height|colou?r|thickness)$"),
    (Intent.EQUIPMENT, 7, r"\b(?:how high|what height|how tall|height)\b.*\b(?:chair|seat|step|stool|bed|toilet)\b|\bwhat (?:colou?r|size|sort of|kind of|type of) .*(?:band|step|chair|weight|shoe|ball)"),
    (Intent.EQUIPMENT, 7, r"\bwhat (?:can|could|should|shall|do) (?:i|you) (?:use|hold|need)\b|\buse .{2,40} (?:instead|as)\b|\bhold (?:on )?(?:to|on)\b|\bas (?:a step|weights?)\b|\bwithout (?:a |any |the )?(?:weights?|band|kit|equipment|step|mat|machine)\b"),
    (Intent.EQUIPMENT, 6, r"\bbare ?f(?:oo|ee)t\b|\b(?:wear|which|in) (?:my )?(?:shoes|trainers|slippers)\b|\bbuy\b|\bwhere can i get an?\b|\bspecial (?:shoes|equipment)|\bneed an? (?:gym|machine|brace)|\bequipment\b(?<!no equipment)|\bkit\b(?<!no kit)"),
    (Intent.EQUIPMENT, 4, rf"^(?:is|are|would) (?:an?|the|my) .{{0,20}}(?:pin|can|chair|stool|bottle|belt|towel|sheet|scarf) .{{0,12}}(?:ok|alright|all right|fine|good|enough)\b|^can i use (?:a|an|my|the)? ?{_KIT}|\bdo (?:i|you) need (?:a|an|any|to buy)\b"),
    (Intent.EQUIPMENT, 4, r"\b(?:walking )?(?:frame|stick|zimmer|rollator|crutch(?:es)?)\b.*\bcan i (?:still )?(?:do|exercise)"),
    (Intent.EQUIPMENT, 5, rf"\b(?:dont|havent|ive|got|have) (?:have |got |own )?(?:no |an? |any ){_KIT}\b(?<!have a chair)"),
    # harder, next
    (Intent.PROGRESS, 6.5, r"\bharder\b(?! (?:than )?(?:a |the )?\w+ or)|\bprogress(?:ing|ion)?\b|\bnext (?:level|step|stage|exercise|one up)|\b(?:too|so|really|quite) easy\b|\beas(?:y|ily) now\b|\bmove (?:on|up)\b|\bgo (?:up|from)\b.*\b(?:reps|to \d+|weight)|\bfrom \d+ to \d+"),
    (Intent.PROGRESS, 7.5, r"\bstep up (?:to|my)\b|\badvanc(?:e|ing)\b|\bmore (?:challenging|difficult)\b|\btougher\b|\bincrease\b|\bbuild up my (?:walk|strength|distance|run|time|exercis)\w*|\bwhat comes (?:after|next)\b|\bready (?:for|to move)\b|\badd (?:weights?|load|more)\b|\bstronger band\b"),
    (Intent.PROGRESS, 6, r"\bmaster(?:ed)?\b|\bdoddle\b|\bstart(?:ing)? (?:again|over|from (?:the (?:beginning|start)|scratch))|\b(?:stopped|missed|did nothing|havent done|no exercise)\b.{0,30}\b(?:weeks?|months?|days?)|\bget(?:ting)? off (?:two |my )?(?:sticks?|crutches|frame)|\bone leg yet\b"),
    (Intent.PROGRESS, 8.5, r"\bwhat(?:s| is)? harder than\b"),
    (Intent.PROGRESS, 4, r"\b(?:now what|what next|next)$|\bwhat now$"),
    # a list for now
    (Intent.PROGRAMME, 6, r"(?<!walking )\bprogram(?:me)?s?\b(?! (?:help|work))|\broutine\b|\bplan\b|\bschedule\b|\bwork ?out\b|\bcircuit\b|\b(?:list|sheet) (?:\w+ )?(?:i can |to )print|\b(?:full |daily )?set of exercises\b|\bexercise sheet\b"),
    (Intent.PROGRAMME, 6.5, rf"\bwhat (?:(?!else)\w+ )?(?:should|can|could|must|shall|do) {_WHO} (?:be doing|do)(?: now| next| at\b| in week| this week| today| (?:in |for |during )?(?:the |my |her |his )?first (?:few )?(?:days?|weeks?))|^(?:so |ok |and )*what (?:should|must|shall) {_WHO} do$|\bexercises? (?:for )?(?:today|the week|this week|right now)\b|\bwhat .{{0,30}}\bbe doing\b"),
    (Intent.PROGRAMME, 8, rf"^(?!.*\bhow (?:many|often|much|long)\b).*\bshould {_WHO} be doing\b"),
    (Intent.PROGRAMME, 7, rf"\b(?:week \d+|\d+ {_TIME})\b.*\b(?:what (?:now|next)|now what)\b|\bwhat (?:now|next)\b.*\b(?:at )?(?:week \d+|\d+ {_TIME})|\b(?:only|just) (?:got |have )*(?:\w+ )?(?:\d+|five|ten|fifteen|twenty|thirty) ?min"),
    (Intent.PROGRAMME, 6.5, r"\b(?:\d+|five|ten|fifteen|twenty|thirty) ?-?min(?:ute)?s?\b.*\b(?:exercises|kit|equipment|routine|session|morning|what (?:can|shall|should|could))\b"),
    (Intent.PROGRAMME, 4, r"\b(?:build|make|design|give|write|put together|do) me (?:a|an)\b|\bput together\b|\bsession\b|\bexercise list\b"),
    # what is it
    (Intent.DEFINITION, 7.5, r"\bwhat (?:does|do|did) .{2,60} mean\b|\bmeaning of\b|\bmeant by\b|\bmeans what\b|\bdefin(?:e|ition)\b|\bdescribe\b"),
    (Intent.DEFINITION, 4.5, r"\bwhat exactly (?:is|are)\b|\btell me about\b|\bexplain\b(?! how)|\bwho is an?\b|\bwhats? (?:is )?(?:an?|the) [\w' -]{3,40} (?:exercise|rule|test|stretch)$"),
    (Intent.DEFINITION, 2, r"^(?:so |ok |and |hi |please )*what(?:s| is| are| was)\b(?! (?:the )?(?:good|best|better))"),
    # is it true
    (Intent.BELIEF, 7, r"\b(?:is|isnt) it (?:really |actually )?(?:true|right|correct|a fact|a myth|just a)\b|\btrue or false\b|\bmyth\b|\bold wives\b|\b(?:correct|true|right)$|\bis (?:this|that) (?:right|true|correct)\b|\bright that\b"),
    (Intent.BELIEF, 6.5, r"\bi(?:ve)? (?:have |was |been |always )*(?:read|heard|told|thought|believed|seen)\b(?! (?:my|that my) (?:hip|knee|leg) is)|\b(?:article|website|internet|google|video|magazine|book|youtube|newspaper)\b"),
    (Intent.BELIEF, 6.5, r"\b(?:someone|somebody|friend|neighbou?r|husband|wife|son|daughter|brother|sister|uncle|aunt|cousin|mate|colleague|boss|in law|people|they|everyone|everybody|sheet|leaflet|it) (?:here )?(?:told me|tells? me|says?|said|claims?|reckons?|thinks?)\b|\bclaims that\b"),
    (Intent.BELIEF, 6, r"^(?:is|are) (?!there|it)(?:an? |the )?.{3,40} (?:an? )?(?:real |good )?(?:stretch|exercise|movement)s?(?: for .*|$)"),
    (Intent.BELIEF, 5, r"\bsurely\b|\b(?:do|does|are|is) .{3,40} really\b|\breally (?:true|cause|work)\b|\bno pain,? no gain\b"),
)  # fmt: skip
_ORDER = {intent: place for place, intent in enumerate(Intent)}
_COMPILED = tuple((intent, weight, re.compile(pattern)) for intent, weight, pattern in _CUES)

_SPELLED = {
    **dict.fromkeys(("wich", "wihch", "whitch", "witch", "whcih"), "which"),
    **dict.fromkeys(("wot", "wat", "waht", "wht", "whta"), "what"),
    **dict.fromkeys(("wots", "wats", "whats", "what's"), "whats"),
    **dict.fromkeys(("hw", "hwo", "ow", "hao"), "how"),
    **dict.fromkeys(("meny", "manny", "mnay"), "many"),
    **dict.fromkeys(("wen", "whn", "wehn"), "when"),
    **dict.fromkeys(("okay", "okey", "k", "oke"), "ok"),
    **dict.fromkeys(("can not", "cannot", "carnt", "cnt"), "cant"),
    **dict.fromkeys(("tru", "troo", "treu"), "true"),
    "howmany": "how many",
    "rite": "right",
    "propper": "proper",
    "opp": "op",
    **dict.fromkeys(("exersise", "exersize", "exercize", "excercise", "exersice", "exercice"), "exercise"),
    **dict.fromkeys(("exersises", "exersizes", "exercizes", "excercises", "exersices", "exercices"), "exercises"),
    "verses": "versus",
    "min": "minutes",
    "u": "you",
    "ur": "your",
}
_CUE_WORDS = tuple(
    sorted(
        "difference between alternative substitute exercise exercises stretch stretches properly correctly technique normal equipment progress "
        "programme program routine schedule instead easier harder purpose benefit compare better safe dangerous strengthen often times should "
        "could which would allowed instructions position session weeks months meaning true article enough increase minutes before".split()
    )
)
_WORD = re.compile(r"[a-z&]+(?:'[a-z]+)?")
_TOPIC = re.compile(r"(?<=\w)\s*\([^()]{1,80}\)\s*$")
_JOINED = re.compile(r"\b(can|do|is|does|are|should|has|have|was|will|would) not\b")


@lru_cache(maxsize=20_000)
def intent_of(text: str) -> Intent:
    """Return what `text`, a question as typed or repaired, asks for, by its wording alone."""
    return _heaviest(cues_in(text))


def asked_by(passage: Passage) -> frozenset[Intent]:
    """Return what a stored question asks for: by its heading, and by the wording of it that was matched."""
    return frozenset(intent_of(text) for text in (passage.chunk.heading, passage.question) if text)


def intent_among(text: str, passages: Sequence[Passage]) -> Intent:
    """Return what `text` asks for, the stored questions nearest to it among `passages` counted in."""
    weights = dict(cues_in(text))
    spoken: dict[Intent, float] = {}
    for passage in passages[:8]:
        if passage.chunk.kind is SectionKind.QUESTION and passage.question and passage.dense >= NEAR:
            found = intent_of(passage.question)
            if found is not Intent.GENERAL:
                weight = NEIGHBOUR * (passage.dense - NEAR) / (1.0 - NEAR)
                spoken[found] = max(spoken.get(found, 0.0), weight)
    asks = asks_something(text)
    if not asks and 0.0 < weights.get(Intent.NORMAL, 0.0) < SAID_OUTRIGHT and _HURTS.search(_flat(text)):
        # "Shoulder hurts" does not ask whether that is normal.
        del weights[Intent.NORMAL]
    # A statement is no question because somebody asked something near it.
    if weights or asks:
        for intent, weight in spoken.items():
            weights[intent] = weights.get(intent, 0.0) + weight
    return _heaviest(weights)


@lru_cache(maxsize=20_000)
def cues_in(text: str) -> dict[Intent, float]:
    """Return the weight of each intent that the wording of `text` speaks for."""
    flat = _flat(text)
    found: dict[Intent, list[float]] = {}
    for intent, weight, pattern in _COMPILED:
        if pattern.search(flat):
            found.setdefault(intent, []).append(weight)
    return {intent: max(weights) + FURTHER_CUE * (len(weights) - 1) for intent, weights in found.items()}


def _heaviest(weights: dict[Intent, float]) -> Intent:
    best = max(weights, key=lambda intent: (weights[intent], -_ORDER[intent]), default=Intent.GENERAL)
    return best if weights.get(best, 0.0) >= LEAST else Intent.GENERAL


_ASKS = re.compile(
    r"\b(?:what|whats|which|how|when|where|why|who|shall|tell|show|explain|need|want|help|any|ok|okay|safe|normal|advice|vs|versus|or|give|best)\b"
    # "Is it", "can I": a verb before what it is said of asks; "my knee is arthritic" tells.
    r"|(?:^|\b(?:and|so|but|then|now) )(?:can|could|should|may|do|does|is|are|am|will|would)\b"
    r"|\b(?:can|could|should|may|do|does|is|are|am|will|would) (?:i|you|we|he|she|they|it|this|that|these|those|there|my|the|an?|mum|dad|his|her)\b"
)


_SAYS = re.compile(
    r"\b(?:my|his|her|our)(?: \w+){1,3} (?:is|are)\b(?! (?:it|that|this|there))|\b(?:he|she|it|they|we|i) (?:is|are|am)\b|"
    r"\b(?:what|how) about\b"
)
"""Where "is" and "are" state, and "what about" asks nothing: "my knees are weak", "what about my shoulder"."""
_HURTS = re.compile(r"\b(?:hurt\w*|ach(?:e|es|ing|y)|sore|painful)\b")


def asks_something(text: str) -> bool:
    """Tell whether `text` asks, rather than only states ("had my knee replaced two weeks ago")."""
    return "?" in text or bool(_ASKS.search(_SAYS.sub(" ", _flat(text))))


def _flat(text: str) -> str:
    """Return `text` in plain lower-case words: chat spellings and slips in the cue words mended, apostrophes dropped."""
    if len(text) > LONGEST:
        half = LONGEST // 2
        text = f"{text[:half]} {text[-half:]}"
    text = _TOPIC.sub("", text) or text
    lowered = " ".join(text.lower().replace("’", "'").replace("-", " ").split()).strip(" ?!.,")
    lowered = re.sub(r"^(?:hi|hello|hey|please|pls|sorry|um)\b[ ,.:]*", "", lowered)
    lowered = re.sub(r"^y (?=cant|do|is|are|should|does|must|not)", "why ", lowered)
    lowered = re.sub(r"^r (?=\w)", "are ", lowered)
    mended = _WORD.sub(lambda match: _mended(match.group()), lowered)
    mended = _JOINED.sub(lambda match: f"{match.group(1)}nt", mended).replace("cannt", "cant")
    return re.sub(r"\s+", " ", re.sub(r"[?!.;:()\"]+", " ", mended)).strip(" ,")


@lru_cache(maxsize=20_000)
def _mended(word: str) -> str:
    if word in _SPELLED:
        return _SPELLED[word]
    forms = short_forms().get(word)
    if forms:
        return " ".join(forms)
    bare = word.replace("'", "")
    if len(bare) < 5 or bare in common_words():
        return bare
    limit = 1 if len(bare) <= 6 else 2
    near = process.extractOne(bare, _CUE_WORDS, scorer=OSA.distance, score_cutoff=limit, processor=None)
    return near[0] if near and near[0][0] == bare[0] else bare

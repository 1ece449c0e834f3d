"""How people carry on a conversation: the words of a follow-up, without the topic that they leave out.

Everything here looks at one turn alone. What the turn is about is for `following.py` to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.word_lists import common_words, short_forms

IT = r"(?:it|that|this|these|those|them|they|(?:the |this |that |these |those |my )?(?:exercises?|stretch|stretches|movement|ones?))"
"""Words that stand for what was spoken of before."""
_WHO = r"(?:i|we|you|he|she|they|mum|mom|dad|nan|my \w+)"
_DO = rf"(?:(?:should|do|shall|must|can|could|would|does|would|need) {_WHO}(?: actually| really| be| need to| have to| just)*(?: (?:do|doing|be doing|aim for|try|start with|repeat|hold|keep|stay|stretch))?(?: (?:of )?{IT})?(?: for)?)"
_RATE = r"(?:(?:a|per|each|every|in a|in one) (?:day|week|side|leg|arm|time|go|session|morning|sitting|hour|set))"
_TAIL = r"(?: (?:tho|though|then|please|pls|plz|actually|exactly|now|again|really|at first|first|in total|in all|anyway|at a time|at once|roughly|about|or what|do you (?:think|reckon)|for me|with it|is it|are there))*"
_ASKS_HOW = r"(?:how (?:do|can|should|would|could) \w+(?: actually)? (?:do|perform|try) IT|how (?:is|are) IT done|how to(?: do IT)?|how(?: do you do IT)?|(?:can you |could you |please |pls )*(?:show me|talk me through|explain|teach me|tell me|describe|walk me through|see|give me)(?: how)?(?: (?:to|i) do)?(?: IT)?(?: (?:then|works?|done))?|what do i do|whats the (?:technique|right way|method)|steps|instructions|how does (?:IT) (?:go|work))"

_FRAMES: tuple[tuple[str, str], ...] = (
    (
        "often",
        rf"(?:how many and )?how (?:often|frequently|regular\w*)(?: (?:{_DO}|{IT}|{_RATE}))*|(?:every|each) ?day|daily|how many times(?: (?:{_RATE}|{_DO}|{IT}))*|how many days(?: (?:{_RATE}|{_DO}))*|times (?:a|per) (?:day|week)",
    ),
    (
        "hold",
        rf"how long(?: for)?(?: (?:(?:should|do|shall|must|can|does|would) {_WHO} (?:hold|keep|stay|stretch|squeeze|do)(?: {IT})?(?: for| up)?|to hold(?: {IT})?(?: for)?|each(?: (?:time|one))?|a hold|is the hold|per (?:rep|hold)|hold(?: {IT})?(?: for)?))?|for how long|(?:do i )?hold (?:it|them)(?: for how long)?|how many seconds(?: {_DO})?",
    ),
    (
        "many",
        rf"(?:is|are) {IT} (?:too (?:many|much|few|often)|enough)|(?:should|can|could) {_WHO} do (?:more|less|fewer)(?: (?:of )?{IT})?|too (?:many|few)|(?:and )?(?:how (?:many|much)(?: (?:of )?{IT})?(?: (?:reps?|repetitions?|times|sets?|goes|reps and sets|sets and reps))?(?: (?:{_DO}|{_RATE}|of {IT}))*(?: how often)?|reps?|sets|(?:how many )?sets and reps|(?:how many )?reps and sets|what number|how many is (?:enough|right)|(?:whats|what is) the (?:dose|number|right number)|how many (?:to|do i) (?:start with|do)|how many of what)",
    ),
    (
        "stop",
        rf"when (?:can|should|do|could|may|will) {_WHO} (?:stop|finish|give up|leave off)(?: (?:doing )?{IT})?|how (?:long|many weeks|many months)(?: for)? (?:do|should|will|must) {_WHO} (?:have to|need to|keep|carry on)(?: (?:doing|keep doing|do|carry on|on)(?: {IT})?)*(?: {IT})?(?: for)?|do {_WHO} (?:have to|need to) (?:do|keep doing|keep) {IT}(?: up)? (?:for ?ever|for life|always)|for ?ever|(?:is|are) {IT} for (?:ever|life)",
    ),
    (
        "why",
        rf"why(?: (?:though|so|is that|(?:do|should|must|would) {_WHO} (?:do|need|have to do|bother with|want to do)(?: {IT})?|{IT}))?|what ?for|(?:whats|what is|what are|what) {IT} (?:good )?for|(?:whats|what is) the (?:point|use|benefit|purpose|reason|idea)(?: of {IT})?|what (?:does|do|will|would) {IT} (?:do|help|work|strengthen|target)(?: for me| with)?|how (?:does|do|will|would) {IT} help(?: me)?|(?:what|which) muscles?(?: (?:does|do|will|would) (?:{IT}|this) (?:work|use|train|strengthen|help)| is {IT} for)?|(?:whats|what) good for|(?:does|do|will|would) {IT} (?:really |actually )?(?:help|work|do any good)|whats it meant to do|whats good about {IT}",
    ),
    (
        "hurting",
        rf"(?:what|and|but|so)?(?: (?:if|when|about))? ?{IT} (?:hurts?|is hurting|is painful|is sore|aches?|starts to hurt|makes me sore|is a bit sore|is killing me|is agony)(?: (?:a bit|a lot|a little|though|too much|afterwards|after|my \w+|when i do {IT}|doing {IT}|to do))*(?:,? (?:what (?:then|now|do i do|should i do)|should i (?:stop|carry on|worry)))?|(?:and |but )?(?:what )?if it hurts(?: .{{0,20}})?|(?:so )?should {_WHO} (?:stop|carry on|keep going|leave (?:it|them) out)(?: (?:doing )?{IT})?(?: then)?|it hurts me|what if (?:i get|theres|there is|i have) pain|its (?:painful|sore|agony)|ouch|im in pain|(?:can|should|do) {_WHO} (?:do {IT} )?(?:push )?through (?:the )?pain",
    ),
    (
        "pain",
        rf"(?:does|will|should|would|might|could|do|is|are) {IT}(?: be)?(?: going to| meant to| supposed to)? (?:hurt|ache|be painful|be sore|painful|sore|hurting|hurt me|burn|pull)(?: a bit| a little| much)?|(?:what|and|but)?(?: (?:if|when|about))? ?{IT} (?:hurts?|is hurting|is painful|is sore|aches?|starts to hurt|makes me sore|is a bit sore|is killing me)(?: (?:a bit|a lot|a little|though|too much|afterwards|after|my \w+|when i do {IT}))*(?:,? (?:is (?:that|it) (?:normal|ok|okay|alright|all right|bad|right|meant to|usual)|what (?:then|now|do i do)|should i (?:stop|carry on|worry)))?|(?:so )?should {_WHO} (?:stop|carry on|keep going|leave (?:it|them) out)(?: (?:doing )?{IT})?(?: then)?|it hurts me|what if (?:i get|theres|there is|i have) pain|is {IT} (?:meant|supposed) to hurt|ouch|(?:can|should|do) {_WHO} (?:do {IT} )?(?:push )?through (?:the )?pain",
    ),
    (
        "easier",
        rf"(?:is there |have you got |got |can you give me |give me |what is |whats |do you have |are there |any |an? |the |something |anything )*(?:easier|gentler|simpler|lighter|less hard|not so hard|less strenuous)(?: (?:one|ones|way|version|versions|option|options|exercise|alternative|that i can do|than {IT}))*(?: to do {IT})?|(?:its|that is|thats|they are|theyre|this is|these are|it is|far|much|bit)*(?: (?:a bit|bit|far|way|much|still|really))* ?too (?:hard|difficult|much|strenuous|advanced)(?: for (?:me|him|her|mum|dad))?|(?:{_WHO}|im) (?:struggling to|cant|couldnt|struggle to|dont think i can|will never) (?:manage|do|cope with)(?: {IT})?(?: (?:one|at all|yet|properly))?|im struggling|(?:can you |could you |please )?make {IT} easier|how (?:do|can) i make {IT} easier|(?:whats|what is) the (?:easier|easiest) (?:one|version|way)",
    ),
    (
        "harder",
        rf"(?:is there |have you got |got |can you give me |give me |what is |whats |any |an? |the |something |anything )*(?:harder|tougher|more (?:difficult|challenging|advanced))(?: (?:one|ones|way|version|option|than {IT}))*|(?:{IT} (?:is|are)|its|thats|that is|theyre|this is|it is|(?:getting|got|become))*(?: (?:a bit|far|way|much|now|getting|all))* ?(?:too|very|really|pretty|quite|so) easy(?: for me)?(?: now)?|(?:can you |could you |please )?make {IT} harder|how (?:do|can|should) i (?:progress|make {IT} harder|move on)(?: {IT})?|(?:whats|what is|what would be|what comes)(?: the)? next(?: (?:step|level|stage|one))?(?: up)?(?: (?:from|after) {IT})?|next (?:step|level|one|stage)(?: up)?|i (?:can|could) do {IT} easily(?: now)?|progress\w*|and after that|what do i do (?:after that|next)|when do i move on",
    ),
    (
        "else",
        rf"(?:so |and )?(?:what|which)(?: other)? else(?: (?:can|should|could|do) {_WHO} (?:do|try))?(?: (?:is there|helps|would help|for {IT}))?|anything else(?: (?:i (?:can|could|should) (?:do|try)|to try|that helps))?|(?:any|some|show me|give me|got any|are there any|what) (?:more|others?|other (?:ones|exercises|options|things))(?: (?:exercises?|ones|options|i can do|i could do|like {IT}))*|more(?: (?:exercises?|ones|please|options))?|others?|something (?:else|different)|(?:give me )?another(?: (?:one|exercise))?|an? (?:different|alternative)(?: one| exercise)?|alternatives?|different (?:ones?|exercises?)|what other(?: (?:ones|exercises|things))?(?: (?:are there|can i do|help))*|(?:what|anything) (?:i )?(?:can i do )?instead(?: of {IT})?|instead(?: of {IT})?",
    ),
    (
        "best",
        rf"(?:and )?(?:which|what|whats)(?: (?:one|ones|exercise|of (?:them|these|those)))*(?: (?:is|are|would be|works?|should be))*(?: the)? (?:best|better|most important|most useful)(?: (?:one|ones|exercise|of (?:them|these|those)|to start with|to do|overall))*(?: for (?!after)[a-z ]{{3,25}})?|(?:if|when) {_WHO} (?:can |could )?only (?:do|have time for) one(?: which (?:one|is best|should it be))*|which (?:one |ones |exercise )?(?:comes |is |goes |do i do |should i do )?first|which (?:one )?(?:should|do|would) {_WHO} (?:do|choose|pick|start with)(?: first)?",
    ),
    (
        "working",
        rf"how (?:will|do|would|can|could) {_WHO} (?:know|tell|see|be sure)(?: (?:if|that|whether|when))?(?: (?:{IT}|they|theyre|its|the exercises))?(?: (?:is|are|am|being|really|actually))*(?: (?:work|works|working|helping|doing any good|making a difference|doing anything|better|improving|getting better))+|(?:is|are) {IT} (?:working|helping|doing any good)",
    ),
    (
        "list",
        rf"(?:so )?(?:what|which|any|some|got any|are there any|what kind of|what sort of)(?: \w+)? (?:exercises?|stretch(?:es)?|moves)(?: (?:(?:should|can|could|do|must|are|is|would) )?(?:{_WHO}|for (?:me|him|her|that|it|this)|good|best|ok|safe|right|help|helps|do|be|doing|try|start with|there|is|are|at home))*|what (?:should|can|could|must|do) {_WHO} (?:do|be doing|try)(?: (?:now|for it|about it|for that|then|at this stage|first))?|(?:the )?exercises?(?: (?:please|for (?:me|him|her|it|that)))?|what do (?:i|we) do (?:now|then|about it)|what helps(?: with)?(?: {IT})?|(?:(?:can|could) you )?(?:please )?(?:(?:give|show|send|recommend|suggest|write)(?: me| us)?|i (?:want|need|would like|am looking for)|id like|im looking for|looking for)?(?: (?:some|any|a list of|a few|the|good|a|an|my|list of))*(?: \d+ min\w*)? ?(?:list of exercises|exercises?|stretches|routine|programme|program|workout|exercise (?:plan|routine|programme|list))(?: (?:to do|please|for (?:me|him|her|my (?:mum|dad|mother|father|wife|husband|nan|gran|sister|brother|friend|patient))|at home|today|that i can do))*",
    ),
    (
        "when",
        rf"how (?:soon|many weeks|many months|many days|long (?:until|till|before)(?: {_WHO} can(?: do| start)?)?)(?: (?:{_DO}|can {_WHO}(?: do| start| try)?(?: {IT})?))*|when(?: (?:can|should|could|may|do|will) {_WHO}(?: (?:do|start|try|begin|go back to|be able to do))?(?: (?:doing )?{IT})?)?|from when|what week|is it too (?:soon|early)|too soon",
    ),
    (
        "recover",
        rf"(?:when|how long|how soon|how many weeks)(?: (?:will|does|do|until|till|before|is|should))*(?: {IT})?(?: (?:will|does|to|be|usually|normally|going to))*(?: (?:get|gets|getting|feel|be|go|goes|take|takes|last|lasts|heal|heals|improve|settle|ease|work|works|help|helps|start to work|see a difference|see results|notice a difference))+(?: (?:better|away|off|to heal|to get better|to work|to settle|for|fully|a difference|normal))*|when will i (?:be better|be back to normal|feel better|see a difference|notice a difference)|how long (?:is|are) (?:{IT}|the recovery)(?: .{{0,20}})?|will {IT} (?:get better|go away|go|heal)",
    ),
    (
        "more",
        rf"(?:can you |could you |please )?(?:tell me|say|know|explain)(?: a bit| a little)? more(?: about {IT})?(?: to me)?|(?:more|further) (?:info\w*|details?|about {IT}|on {IT})|go on|carry on|expand|explain(?: {IT})?(?: more| again)?|i dont (?:understand|get it|get that|follow)|what do you mean(?: by {IT})?|what does {IT} mean|elaborate|(?:what|whats) (?:is|are) {IT}",
    ),
    (
        "safe",
        rf"(?:is|are) {IT}(?: really| actually)? (?:safe|ok|okay|alright|all right|fine|good|dangerous|allowed|suitable)(?: (?:for|to do)(?: me| him| her| mum| dad| my \w+)?)?|(?:can|should|could|may|am) {_WHO}(?: (?:allowed to|ok to|safe to|still|even|already|really))* (?:do|try|start) {IT}(?: (?:now|yet|already|too|at all|safely))*|so can {_WHO}|(?:so )?(?:is it|am i) (?:ok|okay|safe|allowed)|can i(?: then)?|so (?:is that|thats|its) (?:ok|fine|a no|a yes|safe)|should i(?: do {IT})?",
    ),
    (
        "normal",
        rf"(?:is|are) {IT} (?:normal|usual|expected|right|common|bad)|normal|should i (?:worry|be worried)(?: about {IT})?",
    ),
    (
        "other-side",
        r"(?:what about|how about|and|do i do|should i do|does|do i need to do|same (?:for|with|on)|or)? ?(?:it |them |that )?(?:with |on |for )?(?:the|my|his|her) (?:other|good|bad|opposite|non operated|unoperated|operated) (?:leg|side|arm|foot|knee|hip|ankle|shoulder)(?: too| as well| also)?|both (?:legs|sides|arms)(?: too)?|(?:do i do |is it |should i do )?(?:it |that |them )?(?:on |with |for )?both(?: (?:legs|sides|arms))?",
    ),
    ("how", _ASKS_HOW.replace("IT", IT)),
)
_COMPILED = tuple((name, re.compile(rf"(?:{pattern}){_TAIL}")) for name, pattern in _FRAMES)

_WHOLE = (
    ("hurting", re.compile(r"\bif (?:it|they|the \w+(?: \w+)?) hurts?\b")),
    ("often", re.compile(r"\bhow often\b|\btimes a (?:day|week)\b")),
    ("hold", re.compile(r"\bhow long (?:do|should|shall|must|to|for).* (?:hold|stretch|keep)\b")),
    ("many", re.compile(r"\bhow many (?!weeks|months|days)|\breps\b|\bsets\b")),
    ("stop", re.compile(r"\bwhen (?:can|should) \w+ stop\b")),
    ("pain", re.compile(r"\b(?:hurts?|hurting|pain normal)\b")),
    ("why", re.compile(r"^why\b|\bgood for\b|\bwhat (?:does|do)\b.*\b(?:do|help|work|strengthen)\b")),
    ("easier", re.compile(r"\beasier\b")),
    ("harder", re.compile(r"\bharder\b")),
    ("safe", re.compile(r"^(?:can|could|should|may|is|are)\b")),
    ("how", re.compile(r"\bhow (?:do|to|can|should)\b|\bshow me\b")),
)
_FILLER = re.compile(
    r"^(?:(?:ok(?:ay)?|k|oh|ah|aw|right|righto|well|so|and|but|then|also|plus|thanks?(?: you| u)?(?: (?:love|dear|darling|pet|mate|duck|hun|doc|doctor|hen|son|sweetheart|my (?:love|dear|friend)))?(?: (?:so|very) much| a lot| again| loads| for (?:that|this|your help|the help|all that))?|"
    r"many thanks|ta|cheers|thx|ty|brilliant|great|lovely|perfect|good|fab|nice|super|excellent|amazing|yes|yeah|yep|yup|aye|hm+|um+|er+|erm|lol|haha|please|hi|hello|hey|hiya|got it|gotcha|i see|fine|sure|cool|"
    r"wonderful|(?:thats|that is|this is|its|it is|youre|you are|been|very|really|so|most|all)? ?(?:great|good|helpful|really helpful|very helpful|so helpful|lovely|brilliant|fine|useful|clear|kind|a star|a great help|interesting)|makes sense|wow|dear|"
    r"just|one more (?:thing|question)|another question|quick question|can i ask|may i ask|i wonder|i was wondering|out of interest|in that case|bye|goodbye|good ?bye|see you|night|good ?night|"
    r"i will try (?:it|that|them)|ill try (?:it|that|them)|will do|no problem|no worries|understood|done|done that|god bless|bless you)\b[ ]*)+"
)
_FAREWELL = re.compile(
    r"\b(?:thank|thanks|thx|ta|ty|cheers|bye|goodbye|brilliant|great|lovely|perfect|helpful|fab|super|excellent|amazing|wonderful|useful|bless)\b"
)
_RESET = re.compile(
    r"^(?:(?:ok|okay|please|no|right|can we|lets|let us|i want to|sorry) )*(?:start (?:over|again|afresh|from scratch|from the beginning)|begin again|forget (?:(?:all|about) )*(?:that|everything|it|this|what i (?:said|told you|wrote))|reset|clear (?:everything|all|it|chat|this)|new (?:question|topic|chat|conversation|person)|different (?:topic|person)|scrap (?:all )?that|change (?:the )?(?:topic|subject))(?: (?:please|now|then|all))*(?= |$)"
)
_ACCEPT = re.compile(
    r"^(?:(?:oh|ok|okay|well) )*(?:yes|yeah|yep|yup|aye|please|sure|go on(?: then)?|go ahead|please do|that one|do that|id(?: like that)?|yes id|sounds good|id like that|why not)(?: (?:please|pls|then|do|go on|id|thanks|thank you|ok|that one|show me))*$"
)
_REFUSE = re.compile(r"^(?:no|nope|nah|not really|no thanks?|no thank you|none|neither|no ta)(?: thanks?| thank you)?$")
_CORRECTS = re.compile(
    r"^(?:(?:no|nope|sorry|oops|wait|actually|correction|my mistake|not that(?: one)?|ah|oh|hang on|wrong one|i (?:meant|mean)|i was (?:asking|talking) about|its|it was|it is|thats wrong|the other one)\b ?)+"
)
_MEANT = re.compile(r"\b(?:i meant|i mean|sorry|wrong one|not that|oops|my mistake|correction)\b")
_ORDINALS = {
    "first": 1, "1st": 1, "one": 1, "1": 1, "second": 2, "2nd": 2, "two": 2, "2": 2, "third": 3, "3rd": 3, "three": 3, "3": 3,
    "fourth": 4, "4th": 4, "four": 4, "4": 4, "fifth": 5, "5th": 5, "five": 5, "5": 5, "sixth": 6, "6th": 6, "six": 6, "6": 6,
    "last": -1, "final": -1, "bottom": -1, "top": 1, "former": 1, "latter": 2,
}  # fmt: skip
_ORDINAL = re.compile(
    r"\b(?:the |that |your |exercise |option )*(?:(?P<word>first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|sixth|6th|last|final|top|bottom|former|latter)(?: (?:one|exercise|option|stretch|of those|of these|on the list|in the list|thing))*"
    r"|(?:number|no|nr|num|option|exercise|#) ?(?P<number>one|two|three|four|five|six|[1-6]))\b(?: (?:one|on the list|in the list|please|pls|then))*"
)
_BARE_NUMBER = re.compile(r"^(?:number )?([1-6])$")
_NOT_ORDINAL = re.compile(
    r"\b(?:at|in the|for the|the very) (?:first|last)\b|\blast (?:week|month|year|night|tuesday|monday|wednesday|thursday|friday|saturday|sunday|time)\b|\bfirst (?:thing|few|aid|time|week|days?|two|three|month)\b|\bsecond (?:opinion|hand|time)\b|\bseconds\b"
)
_REAL = frozenset("way may shoe shot wen sow wry fist firs lone loner mote nosh lots".split())
"""Words one letter away from those of a follow-up that are no misspelling of them."""
_MISSPELT = {"hw": "how", "wt": "what", "wy": "why", "offen": "often", "ofen": "often"}
_SHORT = {
    "what is": "whats", "it is": "its", "that is": "thats", "can not": "cant", "cannot": "cant", "do not": "dont", "they are": "theyre",
    "could not": "couldnt", "i am": "im", "i will": "ill", "i would": "id", "is not": "isnt", "did not": "didnt", "have not": "havent",
}  # fmt: skip
# "When I do it is that normal?" holds no "it's".
_LONG_FORM = re.compile(rf"\b(?!it is (?:that|this|it)\b)(?:{'|'.join(_SHORT)})\b")
_CUES = tuple(
    "how many much often long what when why which easier harder second third first another again sitting standing lying please thanks should would could hurts number show about else more instead with other"
    .split()
)  # fmt: skip
_QUESTION_WORDS = re.compile(r"\b(?:how|what|why|when|can|should|is|does|do|which)\b")


@dataclass(frozen=True)
class Phrase:
    """One turn, read by itself."""

    text: str
    """Without greeting, thanks and marks; repaired, lower case, no apostrophes."""
    frame: str
    """What it asks for when it says nothing but that (``many``, ``why``, ``easier``, ...), or empty."""
    led: bool
    """Whether it begins as a continuation ("and ...", "what about ...", "with ...")."""
    polite: bool
    """Whether it holds thanks or a goodbye."""
    whole: bool = True
    """Whether the frame covers all of it; else it is the end of something longer."""


def read_phrase(text: str) -> Phrase:
    """Return how `text`, a turn as typed, is read without its topic."""
    flat = mend(text)
    left = _FILLER.sub("", flat).strip()
    led = bool(
        re.match(
            r"^(?:(?:ok|okay|oh|right|well|yes|yeah|no|thanks|thank you) )*(?:and|or|but|so|what about|how about|with|without|same|also|then)\b",
            flat,
        )
    ) or left.startswith(("what about", "how about", "same", "with ", "without "))
    # "so can i", "what for" and the like are whole as they stand.
    frame = _frame(flat) or _frame(left)
    whole = True
    if not frame and len(left.split()) > 6:
        for word in _QUESTION_WORDS.finditer(left):
            frame = _frame(left[word.start() :])
            if frame:
                left, whole = left[word.start() :], False
                break
    return Phrase(left, frame, led, bool(_FAREWELL.search(flat)), whole)


def _frame(text: str) -> str:
    text = text.strip()
    return next((name for name, pattern in _COMPILED if pattern.fullmatch(text)), "") if text else ""


def frame_of(query: str) -> str:
    """Return what `query`, a whole question, asks for, as a frame that another exercise can be put into; empty when none fits."""
    flat = mend(query)
    return next((name for name, pattern in _WHOLE if pattern.search(flat)), "")


def mend(text: str) -> str:
    """Return `text` in lower case without apostrophes, marks and pictures, its short words repaired."""
    flat = re.sub(r"['’`]", "", text.lower())
    words = re.sub(r"[^a-z0-9#% ]", " ", flat).split()
    mended: list[str] = []
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        if place == 0 and word in ("an", "ad", "nad", "adn", "n", "andd") and following:
            mended.append("and")
            continue
        mended.append(_mend_word(word))
    return _LONG_FORM.sub(lambda found: _SHORT[found[0]], " ".join(mended))


@lru_cache(maxsize=4096)
def _mend_word(word: str) -> str:
    known = short_forms().get(word)
    if known:
        return " ".join(known)
    if len(word) < 3 or not word.isalpha() or word in common_words() or word in _CUES or word in _REAL:
        return _MISSPELT.get(word, word)
    near = process.extractOne(word, _CUES, scorer=OSA.distance, score_cutoff=1 if len(word) < 7 else 2)
    return str(near[0]) if near and near[0][0] == word[0] else word


def reset_in(text: str) -> str | None:
    """Return what `text`, mended, asks after "start over", empty when it asks nothing; None when it does not begin so."""
    found = _RESET.match(text)
    return text[found.end() :].strip() if found else None


def accepts(text: str) -> bool:
    """Tell whether `text`, mended, says yes to what was offered and nothing else."""
    return bool(_ACCEPT.match(text))


def refuses(text: str) -> bool:
    """Tell whether `text`, mended, says no to what was offered and nothing else."""
    return bool(_REFUSE.match(text))


def corrects(text: str) -> str | None:
    """Return what is left of `text`, mended, after "no, I meant"; None when it corrects nothing."""
    found = _CORRECTS.match(text)
    if not found or not (
        _MEANT.search(text) or found.group().strip() in ("no", "nope", "actually", "wait", "not that one")
    ):
        return None
    return text[found.end() :].strip()


def ordinal_in(text: str) -> tuple[int, str] | None:
    """Return which of a list `text`, mended, means, counted from 1 or -1 for the last, and what else it says."""
    bare = _BARE_NUMBER.match(text)
    if bare:
        return int(bare[1]), ""
    if _NOT_ORDINAL.search(text):
        return None
    found = _ORDINAL.search(text)
    if found is None:
        return None
    # "put the foot down first" counts nothing.
    alone = not re.match(r"the |that |your |exercise |option ", found[0]) and found[0].strip() == (found["word"] or "")
    if found["word"] and alone and len(text.split()) > 3:
        return None
    place = _ORDINALS[found["word"] or found["number"]]
    return place, " ".join(f"{text[: found.start()]} it {text[found.end() :]}".split())

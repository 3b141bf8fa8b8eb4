"""The small words of English that the rules of speech and of acts go by."""

PLURALS = frozenset("i we you they who people police some many most several few both all".split())  # these say, and do not "says"
JOINING = frozenset({"and", "but", "or"})
PRONOUNS = frozenset("he she they we i you it who".split())
MARKS = frozenset(['"', "“", "”", "„", "«", "»", "‘", "''", "``"])  # no ’, which is mostly an apostrophe
CLOSING = frozenset(['"', "”", "»", "’", "''"])
BE = frozenset("is are was were be been being 's ’s".split())
MODALS = frozenset("would could should might may must will shall can wo ca ’ll 'll ’d 'd to let".split())
NOT = frozenset("not never n't n’t neither nor hardly".split())
HELPERS = frozenset(
    "has have had having do does did also then later earlier now still just again even already once all each only long further first "
    "today yesterday alone too always often sometimes ever instead soon himself herself themselves itself both twice".split()
)
DENIED = MODALS | NOT
HAVE = frozenset("has have had having".split())
VERBS = (BE | MODALS | HAVE | frozenset("do does did".split())) - {"to"}
LISTENERS = frozenset("reporters journalists lawmakers parliament him her them us me".split())
ANY_HELPER = BE | MODALS | NOT | HELPERS
CLAUSE = frozenset(
    "that which who whom whose when while because if as but although though whereas since until before after than so yet nor where how why "
    "whether what or unless".split()
)
PREPOSITIONS = frozenset(
    "of in from for at on with by to about against over under during into through near within among between following amid outside inside "
    "via including behind across around toward towards upon without despite like unlike throughout alongside beside beyond".split()
)
INSIDE = frozenset("of for from in at to".split())  # go on with a subject; the others tell when or how
NO_VERB = frozenset("to the a an his her their its our my your of in on for this that these no any by with from at into such what".split())

from engine.disagreement import disagreement, voters

TAGGERS = ("a", "b", "c", "d")


def vote(source, label, score):
    return {"source": source, "label": label, "score": score}


def test_the_share_of_taggers_that_would_say_something_else():
    votes = [vote("a", "PER", 0.9), vote("b", "PER", 0.3), vote("b", "LOC", 0.5), vote("c", "PER", 0.4)]
    assert disagreement("PER", votes, TAGGERS) == 0.75
    assert disagreement("LOC", votes, TAGGERS) == 0.75
    assert disagreement("ORG", votes, TAGGERS) == 1.0


def test_all_of_one_mind_do_not_disagree():
    assert disagreement("PER", [vote(each, "PER", 0.8) for each in TAGGERS], TAGGERS) == 0.0


def test_patterns_are_no_taggers():
    votes = [vote("pattern:date", "DATE", 1.0)]
    assert voters(votes) == set()
    assert disagreement("DATE", votes, voters(votes)) == 0.0

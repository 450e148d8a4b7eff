//! How far apart two token sequences are: Hamming distance, edit distance, first difference.
//!
//! The edit distance is Levenshtein's: the least number of insertions, deletions and substitutions of one token
//! (Levenshtein 1966; the two-row dynamic programme of Wagner and Fischer 1974).

/// The first index at which the sequences differ, the shorter one's length if it is a prefix of the other, `None` if equal.
pub fn first_difference<T: PartialEq>(a: &[T], b: &[T]) -> Option<usize> {
    let common = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    (common < a.len().max(b.len())).then_some(common)
}

/// The number of indices at which the sequences differ; an index that only one of them has counts as a difference.
pub fn hamming<T: PartialEq>(a: &[T], b: &[T]) -> usize {
    a.iter().zip(b).filter(|(x, y)| x != y).count() + a.len().abs_diff(b.len())
}

/// Levenshtein's edit distance. Time `a.len() · b.len()`, memory `b.len()`.
pub fn edit_distance<T: PartialEq>(a: &[T], b: &[T]) -> usize {
    // row[j] is the distance between the tokens of `a` seen so far and the first j tokens of `b`.
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut left = i + 1;
        let mut above_left = i;
        for (y, above) in b.iter().zip(row.iter_mut().skip(1)) {
            let substituted = above_left + usize::from(x != y);
            above_left = *above;
            left = substituted.min(left + 1).min(*above + 1);
            *above = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// The candidate that was probably meant by `word`: one that it begins, or the nearest within a third of its length, case apart.
pub(super) fn did_you_mean<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    const LONGEST: usize = 64;
    // Fewer letters begin too many words to mean one.
    const SHORTEST_START: usize = 3;
    let typed: Vec<char> = word.chars().take(LONGEST).map(|letter| letter.to_ascii_lowercase()).collect();
    let distance = |candidate: &str| {
        let letters: Vec<char> = candidate.chars().map(|letter| letter.to_ascii_lowercase()).collect();
        if typed.len() >= SHORTEST_START && letters.starts_with(&typed) { 0 } else { edit_distance(&typed, &letters) }
    };
    let (nearest, distance) =
        candidates.iter().map(|candidate| (*candidate, distance(candidate))).min_by_key(|(_, distance)| *distance)?;
    (distance <= typed.len().div_ceil(3)).then_some(nearest)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_distances() {
        let check = |a: &str, b: &str, edits: usize, differing: usize, first: Option<usize>| {
            let (x, y): (Vec<&str>, Vec<&str>) = (a.split_whitespace().collect(), b.split_whitespace().collect());
            assert_eq!(edit_distance(&x, &y), edits, "edits from {a:?} to {b:?}");
            assert_eq!(hamming(&x, &y), differing, "differing tokens of {a:?} and {b:?}");
            assert_eq!(first_difference(&x, &y), first, "first difference of {a:?} and {b:?}");
        };
        check("k i t t e n", "s i t t i n g", 3, 3, Some(0));
        check("3 + 5 = 8", "3 + 5 = 7", 1, 1, Some(4));
        check("a b c", "b c", 1, 3, Some(0));
        check("a b", "a b c", 1, 1, Some(2));
        check("", "a", 1, 1, Some(0));
        check("a b", "a b", 0, 0, None);
    }

    #[test]
    fn a_slip_of_the_finger_is_recognised() {
        let check = |typed: &str, want: Option<&str>| {
            assert_eq!(did_you_mean(typed, &["steps", "learning_rate", "on"]), want, "{typed}");
        };
        check("step", Some("steps"));
        check("learningRate", Some("learning_rate"));
        check("On", Some("on"));
        check("learn", Some("learning_rate"));
        check("le", None);
        check("momentum", None);
        assert_eq!(did_you_mean("x", &[]), None);
    }

    /// Short sequences over three tokens: often equal, often near.
    fn tokens() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(0u8..3, 0..9)
    }

    proptest! {
        #[test]
        fn edit_distance_is_a_metric(a in tokens(), b in tokens(), c in tokens()) {
            let (ab, bc, ac) = (edit_distance(&a, &b), edit_distance(&b, &c), edit_distance(&a, &c));
            prop_assert_eq!(ab == 0, a == b);
            prop_assert_eq!(ab, edit_distance(&b, &a));
            prop_assert!(ac <= ab + bc, "triangle: {} > {} + {}", ac, ab, bc);
        }

        #[test]
        fn edit_distance_lies_between_its_bounds(a in tokens(), b in tokens()) {
            let edits = edit_distance(&a, &b);
            prop_assert!(edits >= a.len().abs_diff(b.len()));
            prop_assert!(edits <= hamming(&a, &b));
            prop_assert_eq!(first_difference(&a, &b).is_none(), edits == 0);
        }

        #[test]
        fn common_ends_cost_nothing(a in tokens(), b in tokens(), ends in tokens()) {
            let wrap = |middle: &[u8]| [&ends[..], middle, &ends[..]].concat();
            prop_assert_eq!(edit_distance(&wrap(&a), &wrap(&b)), edit_distance(&a, &b));
        }
    }
}

//! What is preferred to what, prompt by prompt, and what of it goes around: answers of which each is preferred to each other by way of the pairs.
//!
//! Nodes are answers to a prompt, and a pair is an arrow from its chosen to its rejected answer. Answers that go around are a strongly connected
//! component with more than one arrow in it (Kosaraju 1978, Sharir 1981: two walks, in time linear in the pairs).

use super::facts::Facts;
use std::collections::BTreeMap;

/// What is preferred to what.
pub struct Preferences {
    /// The node of an answer to a prompt.
    nodes: BTreeMap<(usize, usize), usize>,
    /// For each node a name of its component.
    components: Vec<usize>,
}

impl Preferences {
    /// Those of the pairs that are trained on.
    pub fn of(facts: &Facts) -> Preferences {
        let mut nodes = BTreeMap::new();
        let mut node = |prompt: usize, text: usize| {
            let next = nodes.len();
            *nodes.entry((prompt, text)).or_insert(next)
        };
        let arrows: Vec<(usize, usize)> =
            facts.pairs.iter().map(|pair| (node(pair.prompt, pair.chosen), node(pair.prompt, pair.rejected))).collect();
        let components = components(nodes.len(), &arrows);
        Preferences { nodes, components }
    }

    /// Whether pairs with this prompt, whichever they are, prefer each of these two answers to the other; of one and the same they do.
    pub fn go_around(&self, prompt: usize, [a, b]: [usize; 2]) -> bool {
        let component = |text| self.nodes.get(&(prompt, text)).and_then(|node| self.components.get(*node));
        component(a).is_some() && component(a) == component(b)
    }
}

/// A name of the strongly connected component of each of so many nodes.
fn components(nodes: usize, arrows: &[(usize, usize)]) -> Vec<usize> {
    let (mut to, mut from) = (vec![Vec::new(); nodes], vec![Vec::new(); nodes]);
    for (a, b) in arrows {
        to[*a].push(*b);
        from[*b].push(*a);
    }
    let mut seen = vec![false; nodes];
    let mut left = Vec::with_capacity(nodes);
    for start in 0..nodes {
        walk(start, &to, &mut seen, &mut left);
    }
    let mut names = vec![0; nodes];
    let mut seen = vec![false; nodes];
    for start in left.into_iter().rev() {
        let mut members = Vec::new();
        walk(start, &from, &mut seen, &mut members);
        for member in members {
            names[member] = start;
        }
    }
    names
}

/// Walks along the arrows from a node to all that have not been seen, in depth, and adds them in the order in which they are left.
fn walk(start: usize, arrows: &[Vec<usize>], seen: &mut [bool], left: &mut Vec<usize>) {
    if seen[start] {
        return;
    }
    seen[start] = true;
    // The way to the node at hand, and how many of its arrows have been followed.
    let mut way = vec![(start, 0)];
    while let Some((node, followed)) = way.last_mut() {
        match arrows[*node].get(*followed) {
            Some(next) => {
                *followed += 1;
                if !seen[*next] {
                    seen[*next] = true;
                    way.push((*next, 0));
                }
            }
            None => {
                left.push(*node);
                way.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_what_can_be_reached_both_ways() {
        let check = |nodes: usize, arrows: &[(usize, usize)], together: &[&[usize]]| {
            let names = components(nodes, arrows);
            for group in together {
                assert!(group.iter().all(|node| names[*node] == names[group[0]]), "{arrows:?}: {names:?}");
            }
            let groups: std::collections::BTreeSet<usize> = names.iter().copied().collect();
            assert_eq!(groups.len(), together.len(), "{arrows:?}: {names:?}");
        };
        check(0, &[], &[]);
        check(2, &[(0, 1)], &[&[0], &[1]]);
        check(2, &[(0, 1), (1, 0)], &[&[0, 1]]);
        check(5, &[(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)], &[&[0, 1, 2], &[3], &[4]]);
        check(4, &[(0, 1), (1, 0), (1, 2), (2, 3), (3, 2)], &[&[0, 1], &[2, 3]]);
        check(1, &[(0, 0)], &[&[0]]);
        // A chain as long as no stack is.
        let chain: Vec<(usize, usize)> = (0..200_000).map(|at| (at, at + 1)).collect();
        assert_eq!(components(200_001, &chain).len(), 200_001);
    }
}

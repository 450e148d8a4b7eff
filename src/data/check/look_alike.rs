//! `look-alike`: tokens that look the same and are not: “é” as one character or as two, letters of other alphabets, characters that cannot be seen. To
//! the model they are as different as any two.

use super::glyphs::look;
use super::{Check, Facts, FindingId, FindingTold, Noticed, Remedy};
use std::collections::BTreeMap;

/// The check. It is about the pairs with the rarer of tokens that look the same; where both answers of each of them look the same, they can be left
/// out.
pub static CHECK: Check = Check { id: FindingId::LookAlike, find };

fn find(facts: &Facts) -> Option<Noticed> {
    let facts = facts.as_words();
    let looks: Vec<String> = facts.tokens().iter().map(|token| look(token)).collect();
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (token, look) in looks.iter().enumerate() {
        groups.entry(look).or_default().push(token);
    }
    groups.retain(|_, tokens| tokens.len() > 1);
    let first = groups.values().min()?;
    let example = [first[0], first[1]].map(|token| facts.token(token).to_owned());
    let mut counts = vec![0_usize; looks.len()];
    for token in
        facts.pairs.iter().flat_map(|pair| [pair.prompt, pair.chosen, pair.rejected]).flat_map(|text| facts.text(text))
    {
        counts[*token] += 1;
    }
    let mut is_rare = vec![false; looks.len()];
    for tokens in groups.values() {
        // Of tokens that are there equally often, the first is the usual one.
        let usual = tokens.iter().copied().max_by_key(|token| (counts[*token], usize::MAX - token));
        tokens.iter().filter(|token| Some(**token) != usual).for_each(|token| is_rare[*token] = true);
    }
    let pairs = facts.with_token(|token| is_rare.get(token).is_some_and(|is_rare| *is_rare));
    let seen =
        |text: usize| facts.text(text).iter().filter_map(|token| looks.get(*token)).filter(|look| !look.is_empty());
    let is_same =
        |place: &&usize| facts.pairs.get(**place).is_some_and(|pair| seen(pair.chosen).eq(seen(pair.rejected)));
    let same = pairs.iter().filter(is_same).count();
    let remedy = (same == pairs.len()).then_some(Remedy::LeaveOut);
    let told = FindingTold::LookAlike { example, same };
    (!pairs.is_empty()).then_some(Noticed { pairs, told, remedy })
}

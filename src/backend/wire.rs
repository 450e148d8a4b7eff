//! What a device in another module is told, as plain numbers: WebAssembly modules share no memory, so that model, pairs, policies and losses
//! are copied once for each backend. Both ends are of one build; the first word says of which kind.

use super::{Aim, Optimizer, OptimizerState, Task, TokenLogps};
use crate::data::{ModelSpec, OptimizerKind, SftOn, TokenPair, Trainable};
use crate::model::Layout;
use crate::objective::{MOST_PARAMETERS, Objective};
use std::rc::Rc;

/// Changes with the order's form, so that a module of another build, out of some cache, is told apart.
const FORM: u32 = 5;

/// An order for a backend.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Order {
    /// Form, shape, pairs, number of policies; then how many pairs are held out, updates so far, optimiser, and for each policy the kind of its loss and
    /// which weights it trains.
    pub words: Vec<u32>,
    /// Rate, decay, and for each policy the parameters of its loss.
    pub numbers: Vec<f64>,
    /// The reference's log-probs, if there is one; then for each policy parameters and moments.
    pub values: Vec<f32>,
}

/// The order is not of this build's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherForm;

/// What an order asks for.
pub struct DeviceOrder {
    /// The model.
    pub layout: Layout,
    /// The data set.
    pub pairs: Vec<TokenPair>,
    /// The policies.
    pub states: Vec<OptimizerState>,
    /// Their losses and optimiser.
    pub task: Task,
}

impl Order {
    /// Only what decides how much memory is needed.
    pub fn of_size(layout: &Layout, pairs: &[TokenPair], policies: usize) -> Order {
        let ModelSpec { n_embd, n_layer, n_head, n_positions } = layout.shape;
        let mut words: Vec<u32> =
            [n_embd, n_layer, n_head, n_positions, layout.vocab_size, pairs.len()].map(|size| size as u32).into();
        words.insert(0, FORM);
        for TokenPair { prompt, chosen, rejected } in pairs {
            for part in [prompt, chosen, rejected] {
                words.push(part.len() as u32);
                words.extend(part);
            }
        }
        words.push(policies as u32);
        Order { words, ..Order::default() }
    }

    /// The whole order.
    pub fn new(layout: &Layout, pairs: &[TokenPair], states: &[OptimizerState], task: &Task) -> Order {
        let mut order = Order::of_size(layout, pairs, states.len());
        order.words.push(task.held_out as u32);
        order.words.push(states.first().map_or(0, |state| state.updates as u32));
        order.words.push(match task.optimizer.kind {
            OptimizerKind::Adamw => 0,
            OptimizerKind::Sgd => 1,
        });
        order.numbers.extend([task.optimizer.rate, task.optimizer.weight_decay]);
        for (policy, aim) in task.aims.iter().enumerate() {
            let (kind, parameters) = of_aim(aim);
            order.words.extend([kind, of_trainable(task.trains(policy))]);
            order.numbers.extend(parameters);
        }
        if let Some(Aim::Preference(_, reference)) = task.aims.first() {
            order.values.extend(reference.values());
        }
        for OptimizerState { params, m, v, .. } in states {
            order.values.extend(params.iter().chain(m).chain(v));
        }
        order
    }

    /// The size that the order is of.
    ///
    /// # Errors
    /// [`OtherForm`].
    pub fn size(&self) -> Result<(Layout, Vec<TokenPair>, usize), OtherForm> {
        size(&mut self.words.as_slice()).ok_or(OtherForm)
    }

    /// What was ordered.
    ///
    /// # Errors
    /// [`OtherForm`].
    pub fn read(&self) -> Result<DeviceOrder, OtherForm> {
        self.wanted().ok_or(OtherForm)
    }

    fn wanted(&self) -> Option<DeviceOrder> {
        let (mut words, mut numbers, mut values) = (&*self.words, &*self.numbers, &*self.values);
        let (layout, pairs, policies) = size(&mut words)?;
        let held_out = Some(take(&mut words)? as usize).filter(|held_out| *held_out <= pairs.len())?;
        let updates = take(&mut words)? as usize;
        let kind = match take(&mut words)? {
            0 => OptimizerKind::Adamw,
            1 => OptimizerKind::Sgd,
            _ => return None,
        };
        let optimizer = Optimizer { kind, rate: take(&mut numbers)?, weight_decay: take(&mut numbers)? };
        let mut reference = TokenLogps::of_pairs(&pairs, held_out);
        if *words.first()? >= FIRST_LOSS {
            let count = reference.values().len();
            reference.values_mut().copy_from_slice(some(&mut values, count)?);
        }
        let reference = Rc::new(reference);
        let (mut aims, mut trains) = (Vec::new(), Vec::new());
        for _ in 0..policies {
            aims.push(to_aim(take(&mut words)?, some(&mut numbers, MOST_PARAMETERS)?, &reference)?);
            trains.push(to_trainable(take(&mut words)?)?);
        }
        let moments = match kind {
            OptimizerKind::Adamw => layout.total,
            OptimizerKind::Sgd => 0,
        };
        let mut part = |count| some(&mut values, count).map(<[f32]>::to_vec);
        let mut state =
            || Some(OptimizerState { params: part(layout.total)?, m: part(moments)?, v: part(moments)?, updates });
        let states = (0..policies).map(|_| state()).collect::<Option<Vec<_>>>()?;
        Some(DeviceOrder { layout, pairs, states, task: Task { aims, trains, optimizer, held_out } })
    }
}

/// The kind of the registry's first loss; below it are those of SFT.
pub const FIRST_LOSS: u32 = 2;

/// A loss as numbers: its kind, and the values of its parameters.
pub fn of_aim(aim: &Aim) -> (u32, [f64; MOST_PARAMETERS]) {
    match aim {
        Aim::Sft(SftOn::Chosen) => (0, [0.0; MOST_PARAMETERS]),
        Aim::Sft(SftOn::Both) => (1, [0.0; MOST_PARAMETERS]),
        Aim::Preference(objective, _) => {
            let (place, numbers) = objective.numbers();
            (FIRST_LOSS + place as u32, numbers)
        }
    }
}

/// The loss of these numbers, if they are one's, against this reference.
pub fn to_aim(kind: u32, parameters: &[f64], reference: &Rc<TokenLogps>) -> Option<Aim> {
    Some(match kind {
        0 => Aim::Sft(SftOn::Chosen),
        1 => Aim::Sft(SftOn::Both),
        _ => Aim::Preference(Objective::from_numbers((kind - FIRST_LOSS) as usize, parameters)?, reference.clone()),
    })
}

fn of_trainable(trains: Trainable) -> u32 {
    Trainable::NAMES.iter().position(|(_, known)| *known == trains).unwrap_or_default() as u32
}

fn to_trainable(word: u32) -> Option<Trainable> {
    Trainable::NAMES.get(word as usize).map(|(_, trains)| *trains)
}

fn size(words: &mut &[u32]) -> Option<(Layout, Vec<TokenPair>, usize)> {
    if take(words)? != FORM {
        return None;
    }
    let mut next = || take(words).map(|word| word as usize);
    let shape = ModelSpec { n_embd: next()?, n_layer: next()?, n_head: next()?, n_positions: next()? };
    let (vocabulary, count) = (next()?, next()?);
    let mut part = || {
        let length = take(words)? as usize;
        some(words, length).map(<[u32]>::to_vec)
    };
    let mut pair = || Some(TokenPair { prompt: part()?, chosen: part()?, rejected: part()? });
    let pairs = (0..count).map(|_| pair()).collect::<Option<Vec<_>>>()?;
    Some((Layout::new(shape, vocabulary), pairs, take(words)? as usize))
}

fn take<T: Copy>(from: &mut &[T]) -> Option<T> {
    let (first, rest) = from.split_first()?;
    *from = rest;
    Some(*first)
}

fn some<'a, T>(from: &mut &'a [T], count: usize) -> Option<&'a [T]> {
    let (part, rest) = from.split_at_checked(count)?;
    *from = rest;
    Some(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{LabFile, presets};
    use crate::objective::{REGISTRY, variants};

    #[track_caller]
    fn check(optimizer: OptimizerKind, objectives: &[Objective]) {
        let spec = LabFile::from_json(presets()[0].json).expect("a preset");
        let (layout, pairs) = (Layout::new(spec.model, spec.dataset.vocabulary.len()), spec.encode());
        let mut logps = TokenLogps::of_pairs(&pairs, 3);
        logps.values_mut().iter_mut().enumerate().for_each(|(i, logp)| *logp = -0.01 * i as f32);
        let reference = Rc::new(logps);
        let aim = |&objective: &Objective| Aim::Preference(objective, reference.clone());
        let aims = match objectives {
            [] => vec![Aim::Sft(SftOn::Both)],
            _ => objectives.iter().map(aim).collect(),
        };
        let state = |run: usize| {
            let params = (0..layout.total).map(|i| (i + run) as f32).collect();
            OptimizerState { updates: 7, ..OptimizerState::new(params, optimizer) }
        };
        let states: Vec<OptimizerState> = (0..aims.len()).map(state).collect();
        let trains: Vec<Trainable> =
            Trainable::NAMES.iter().cycle().map(|(_, trains)| *trains).take(aims.len()).collect();
        let optimizer = Optimizer { kind: optimizer, rate: 1e-3, weight_decay: 0.1 };
        let task = Task { aims, trains, optimizer, held_out: 3 };
        let order = Order::new(&layout, &pairs, &states, &task);
        let wanted = order.read().expect("this build's form");
        assert_eq!((&wanted.pairs, &wanted.states), (&pairs, &states));
        assert_eq!((&wanted.task.trains, wanted.task.held_out), (&task.trains, 3));
        assert_eq!(Order::new(&wanted.layout, &wanted.pairs, &wanted.states, &wanted.task), order);
        for (aim, objective) in wanted.task.aims.iter().zip(objectives) {
            let Aim::Preference(arrived, against) = aim else { panic!("{objective:?} arrived as {aim:?}") };
            assert_eq!((arrived, &**against), (objective, &*reference));
        }
        assert_eq!(order.size().expect("this build's form").2, states.len());
        for end in 0..order.words.len() {
            let cut = Order { words: order.words[..end].to_vec(), ..order.clone() };
            assert!(cut.read().is_err(), "{end} words are too few");
        }
    }

    #[test]
    fn orders_arrive_as_they_were_sent() {
        check(OptimizerKind::Adamw, &[]);
        check(OptimizerKind::Sgd, &variants()[..1]);
        check(OptimizerKind::Adamw, &variants());
    }

    #[test]
    fn numbers_that_are_no_loss_are_none() {
        let reference = Rc::new(TokenLogps::new([(1, 1)].into_iter()));
        let aim = |kind: u32, numbers: &[f64]| to_aim(kind, numbers, &reference);
        let (place, numbers) = variants()[0].numbers();
        let kind = FIRST_LOSS + place as u32;
        assert!(aim(kind, &numbers).is_some());
        assert!(aim(kind, &numbers[1..]).is_none() && aim(kind, &[-1.0; MOST_PARAMETERS]).is_none());
        assert!(aim(FIRST_LOSS + REGISTRY.len() as u32, &numbers).is_none());
    }
}

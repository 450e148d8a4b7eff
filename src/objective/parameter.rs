//! The parameters of a loss: their names, defaults and allowed values, and checked values for them.
//!
//! A value outside a parameter's allowed set cannot be put into [`Arguments`], so a loss built from them is always valid.

/// A parameter that is a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// Its key in the lab file.
    pub name: &'static str,
    /// The value it takes when none is given.
    pub default: f64,
    /// The smallest allowed value.
    pub min: f64,
    /// The largest allowed value.
    pub max: f64,
    /// What it does, in one sentence for a newcomer.
    pub help: &'static str,
}

/// A parameter that is one of a few names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NamedChoice {
    /// Its key in the lab file.
    pub name: &'static str,
    /// The value it takes when none is given.
    pub default: &'static str,
    /// The allowed values.
    pub options: &'static [&'static str],
    /// What it does, in one sentence for a newcomer.
    pub help: &'static str,
}

/// A parameter of a loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Parameter {
    /// A number from a closed range.
    Number(Number),
    /// One of a few names.
    Choice(NamedChoice),
}

impl Parameter {
    /// Its key in the lab file.
    pub fn name(&self) -> &'static str {
        match self {
            Parameter::Number(number) => number.name,
            Parameter::Choice(choice) => choice.name,
        }
    }

    /// What it does, in one sentence for a newcomer.
    pub fn help(&self) -> &'static str {
        match self {
            Parameter::Number(number) => number.help,
            Parameter::Choice(choice) => choice.help,
        }
    }
}

/// The value that was given for a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Value {
    Number(f64),
    Choice(&'static str),
}

/// A value that a parameter does not allow.
#[derive(Clone, Debug, PartialEq)]
pub struct ArgumentError {
    /// The parameter's key.
    pub name: &'static str,
    /// The value that was given, as it is written in JSON.
    pub value: String,
    /// What is allowed.
    pub allowed: AllowedValues,
}

/// The values that a parameter allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AllowedValues {
    /// Numbers from the one to the other.
    Between(f64, f64),
    /// These names.
    OneOf(&'static [&'static str]),
}

/// Checked values for some parameters of a loss; the others take their defaults.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arguments {
    values: Vec<(&'static str, Value)>,
}

impl Arguments {
    /// Sets a number. A value outside `min..=max`, or one that is not a number, is an error and changes nothing.
    pub fn set_number(&mut self, parameter: &Number, value: f64) -> Result<(), ArgumentError> {
        if !(parameter.min..=parameter.max).contains(&value) {
            let allowed = AllowedValues::Between(parameter.min, parameter.max);
            return Err(ArgumentError { name: parameter.name, value: value.to_string(), allowed });
        }
        self.set(parameter.name, Value::Number(value));
        Ok(())
    }

    /// Sets a choice. A name that is not among the options is an error and changes nothing.
    pub fn set_choice(&mut self, parameter: &NamedChoice, value: &str) -> Result<(), ArgumentError> {
        let Some(option) = parameter.options.iter().find(|option| **option == value) else {
            let allowed = AllowedValues::OneOf(parameter.options);
            return Err(ArgumentError { name: parameter.name, value: format!("{value:?}"), allowed });
        };
        self.set(parameter.name, Value::Choice(option));
        Ok(())
    }

    /// The number's value, or its default.
    pub fn number(&self, parameter: &Number) -> f64 {
        match self.get(parameter.name) {
            Some(Value::Number(value)) => value,
            Some(Value::Choice(_)) | None => parameter.default,
        }
    }

    /// The choice's value, or its default.
    pub fn choice(&self, parameter: &NamedChoice) -> &'static str {
        match self.get(parameter.name) {
            Some(Value::Choice(value)) => value,
            Some(Value::Number(_)) | None => parameter.default,
        }
    }

    /// A parameter's value, or its default, as a number: a choice is the index of the option.
    pub fn value(&self, parameter: &Parameter) -> f64 {
        match parameter {
            Parameter::Number(number) => self.number(number),
            Parameter::Choice(choice) => {
                let value = self.choice(choice);
                choice.options.iter().position(|option| *option == value).unwrap_or(0) as f64
            }
        }
    }

    /// Sets what [`Arguments::value`] gave; nothing where the parameter does not allow it.
    pub fn set_value(&mut self, parameter: &Parameter, value: f64) -> Option<()> {
        match parameter {
            Parameter::Number(number) => self.set_number(number, value).ok(),
            Parameter::Choice(choice) => {
                let (_, option) = choice.options.iter().enumerate().find(|(index, _)| *index as f64 == value)?;
                self.set_choice(choice, option).ok()
            }
        }
    }

    /// These values as far as a loss with these parameters has them too, and allows them; its others take their defaults.
    pub fn carried(&self, parameters: &[Parameter]) -> Arguments {
        let mut carried = Arguments::default();
        for parameter in parameters {
            // What the other loss refuses keeps its default.
            match (parameter, self.get(parameter.name())) {
                (Parameter::Number(number), Some(Value::Number(value))) => drop(carried.set_number(number, value)),
                (Parameter::Choice(choice), Some(Value::Choice(value))) => drop(carried.set_choice(choice, value)),
                (Parameter::Number(_) | Parameter::Choice(_), _) => {}
            }
        }
        carried
    }

    /// For a loss that gives its own values back: the loss keeps them as they are, so nothing is checked.
    pub(super) fn with_number(mut self, parameter: &Number, value: f64) -> Self {
        self.set(parameter.name, Value::Number(value));
        self
    }

    /// As [`Arguments::with_number`], for a choice.
    pub(super) fn with_choice(mut self, parameter: &NamedChoice, value: &'static str) -> Self {
        self.set(parameter.name, Value::Choice(value));
        self
    }

    fn get(&self, name: &str) -> Option<Value> {
        self.values.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }

    fn set(&mut self, name: &'static str, value: Value) {
        match self.values.iter_mut().find(|(key, _)| *key == name) {
            Some((_, slot)) => *slot = value,
            None => self.values.push((name, value)),
        }
    }
}

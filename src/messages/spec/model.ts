import { expectation } from './expectation.js';

export function familyName(): string {
  return 'a name of up to 32 letters, digits, dashes and underscores, the first a letter';
}

export function familyExpected(): string {
  return expectation(familyName(), 'it names the kind of network in page and database');
}

export function eachFamilyOnce(): string {
  return expectation('each family once', 'name one otherwise');
}

/** Of a family that has the name of another kind of network, without layers. */
export function familyNeedsLayers(): string {
  return expectation('mlp, or layers beside the family', 'write layers: [...]');
}

export function mlpHasNoLayers(): string {
  return expectation(
    'another name than mlp beside layers',
    'its hidden layers stand in parameters.hidden',
  );
}

export function layersHaveActivations(): string {
  return expectation('no activation beside layers', 'each layer says its own');
}

import { type Call, type CallbackCall, outcomeValue } from '../sessions/recorded-call-session.ts';
import type { ObjectState, ObjectStates } from '../values/encoded-value.ts';
import { renderValues } from './render-captured-values-as-code.ts';

/** Returns a function argument as code: it reports its arguments to `seen`, answers as captured. */
export function renderScriptedCallback(
  id: number,
  calls: readonly Call[],
  exportName: (path: readonly string[]) => string,
): string {
  const states = new Map<number, ObjectState>();
  const answers: string[] = [];
  for (const call of calls) {
    for (const state of call.before) states.set(state.id, state);
    for (const callback of call.callbacks) {
      for (const state of [...callback.before, ...callback.after]) states.set(state.id, state);
      if (callback.of === id) answers.push(renderAnswer(callback, states, exportName));
    }
  }
  return `scripted(seen, [${answers.join(', ')}])`;
}

function renderAnswer(
  { given, outcome }: CallbackCall,
  states: ObjectStates,
  exportName: (path: readonly string[]) => string,
): string {
  const { expressions } = renderValues(
    { values: [...given, outcomeValue(outcome)], objects: [...states.values()] },
    { exportName, variableOf: () => undefined },
  );
  const args = expressions.slice(0, -1).join(', ');
  const answer = outcome.type === 'pending' ? '' : `, ${outcome.type}: ${expressions.at(-1)}`;
  return `{ given: [${args}]${answer === '' ? ', pending: true' : answer} }`;
}

import { type history, UserError } from 'perf-harness/plugin';
import { scenarioLink } from '../links.ts';
import type { Form } from './read-form.ts';
import type { Writer } from './writer.ts';

/** Where forms go. */
export const DECISIONS_PATH = '/decisions';
export const NOTES_PATH = '/notes';

const DECISIONS: Readonly<Record<string, history.DecisionRequest['decision']>> = {
  acknowledged: 'acknowledged',
  ignored: 'ignored',
  reopened: 'reopened',
};

/** Whether forms go there. */
export function takesForms(path: string): boolean {
  return path === DECISIONS_PATH || path === NOTES_PATH;
}

/**
 * Does what a form says. @returns Where the visitor sees what came of it.
 * @throws UserError for what cannot be done.
 */
export async function takeForm(path: string, form: Form, writer: Writer): Promise<string> {
  const scenario = form.exact('scenario');
  if (path === DECISIONS_PATH) {
    const decision = Object.hasOwn(DECISIONS, form.line('decision'))
      ? DECISIONS[form.line('decision')]
      : undefined;
    const [change, reason] = [form.line('change'), form.line('reason')];
    if (decision === undefined) throw unfit('It is to be acknowledged, ignored or reopened.');
    if (reason === '') throw unfit('A reason is needed: others read it later.');
    await writer.decide({ change, decision, reason });
  } else {
    const isForAll = form.line('all') !== '';
    await writer.note({
      scenario: isForAll ? null : scenario,
      when: form.line('when'),
      text: form.line('text'),
    });
  }
  return scenarioLink(scenario);
}

function unfit(message: string): UserError {
  return new UserError({ code: 'dashboard-form', message, remedy: 'Nothing was kept.' });
}

import '../../harness/loader/register-self.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { badOption } from '../../harness/model/value/bad-option.ts';
import {
  type DecideWords,
  type FinishWords,
  readAnswer,
  readClosing,
  readTeam,
  type TeamClosing,
  type TeamWords,
} from '../../options/team.ts';
import type * as Team from '../../plugins/team/start-team.ts';
import { printableLines } from '../../reports/text/printable.ts';
import { writeTeamPages } from '../output/team-pages.ts';

/** `team status`: what a session stands at; nothing of it changes. */
export async function showTeam(host: Host, words: TeamWords): Promise<ExitCode> {
  const { config, session } = await readTeam(host, words);
  const team = await load();
  const found = await team.lookAt(host, config.root, session);
  host.terminal.out(shown(team.statusText(found)));
  return EXIT.ok;
}

/** `team decide`: answers what the session asks. */
export async function decideTeam(
  host: Host,
  which: string | undefined,
  words: DecideWords,
): Promise<ExitCode> {
  const answered = readAnswer(words);
  const { config, session } = await readTeam(host, words);
  const team = await load();
  const found = await team.lookAt(host, config.root, session);
  return tell(host, team, await team.answer(host, found, which ?? null, answered));
}

/** `team finish`: archive, keep or export. Exits with 1 where a part of it did not come to an improvement. */
export async function finishTeam(host: Host, words: FinishWords): Promise<ExitCode> {
  const closing = readClosing(host, words);
  const { config, session } = await readTeam(host, words);
  const team = await load();
  const found = await team.lookAt(host, config.root, session);
  const said = await team.finish(host, found, closing);
  tell(host, team, said);
  await writePages(host, team, said, closing);
  if (closing.choice === 'keep') {
    const { id } = said.session;
    host.terminal.out(`go on with: perf-harness team resume --session ${id}\n`);
  }
  return team.aggregateOf(said).overall.status === 'complete' ? EXIT.ok : EXIT.failed;
}

/** What was handed on has not come to anything yet: whoever works on it goes first. */
async function writePages(
  host: Host,
  team: typeof Team,
  said: Team.Said,
  closing: TeamClosing,
): Promise<void> {
  if (said.isHandedOn) return;
  const exported = closing.choice === 'export' ? [closing.folder] : [];
  const report = team.collectReport(host, said);
  await writeTeamPages(host, report, [said.store.paths.folder, ...exported]);
}

/** `team revise`, `feedback`, `recheck`: what a person asks for. */
export async function orderTeam(
  host: Host,
  order: Exclude<Team.Order, { readonly type: 'improve' }>,
  words: TeamWords,
): Promise<ExitCode> {
  const { config, session } = await readTeam(host, words);
  const team = await load();
  return tell(host, team, await team.orderFrom(host, config.root, session, order));
}

/** `team improve`: the weakest dimension of the reviews, or the one that is named. */
export async function improveTeam(
  host: Host,
  word: string | undefined,
  words: TeamWords,
): Promise<ExitCode> {
  const team = await load();
  const dimension = team.DIMENSIONS.find((one) => one === word);
  if (word !== undefined && dimension === undefined) {
    throw badOption(`team improve takes ${team.DIMENSIONS.join(', ')}; found "${word}".`);
  }
  const { config, session } = await readTeam(host, words);
  const order = { type: 'improve', dimension: dimension ?? null } as const;
  return tell(host, team, await team.orderFrom(host, config.root, session, order));
}

function load(): Promise<typeof Team> {
  return import('../../plugins/team/start-team.ts');
}

function tell(host: Host, team: typeof Team, said: Team.Said): ExitCode {
  host.terminal.out(
    said.isHandedOn
      ? `handed on to the coordinator of ${said.session.id}, which works on it now\n`
      : shown(team.statusText(said)),
  );
  return EXIT.ok;
}

/** Titles and reasons come from programs; none of them may move a cursor. */
export function shown(text: string): string {
  return text
    .split('\n')
    .map((line) => `${printableLines(line).join('')}\n`)
    .join('');
}

import '../../harness/loader/register-self.ts';
import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { readTeam, type TeamWords } from '../../options/team.ts';
import type * as Team from '../../plugins/team/start-team.ts';
import { printable } from '../../reports/text/printable.ts';
import { writeTeamPages } from '../output/team-pages.ts';
import { untilInterrupted } from '../under-way/measuring.ts';
import { shown } from './team.ts';

/** Between two looks at a session that is watched; as often as a person can follow. */
const LOOK_MS = 500;

/** Goes to the first column of the first line, and clears what is below. */
const REDRAW = '\u001B[H\u001B[J';

/** `team report`: the session as two pages in its folder; nothing else of it changes. */
export async function reportTeam(host: Host, words: TeamWords): Promise<ExitCode> {
  const { config, session } = await readTeam(host, words);
  const team = await load();
  const found = await team.lookAt(host, config.root, session);
  const folder = found.store.paths.folder;
  const written = await writeTeamPages(host, team.collectReport(host, found), [folder]);
  host.terminal.out(
    written.map((path) => `wrote ${printable(relative(host.cwd, path))}\n`).join(''),
  );
  return EXIT.ok;
}

/**
 * `team status --watch`: the same again whenever it has changed, until nobody works on it. A terminal shows
 * it in place; elsewhere each follows the one before.
 */
export async function watchTeam(host: Host, words: TeamWords): Promise<ExitCode> {
  const { config, session } = await readTeam(host, words);
  const team = await load();
  return untilInterrupted(host, async (signal) => {
    let before = '';
    for (;;) {
      const found = await team.lookAt(host, config.root, session);
      const isWorkedOn = await team.isCoordinated(host, found.store.paths);
      const text = shown(team.statusText(found));
      if (text !== before) tell(host, text, before === '');
      before = text;
      if (!isWorkedOn) return EXIT.ok;
      await sleep(LOOK_MS, undefined, { signal });
    }
  });
}

function tell({ terminal }: Host, text: string, isFirst: boolean): void {
  if (terminal.outIsTerminal) terminal.out(`${REDRAW}${text}`);
  else terminal.out(isFirst ? text : `\n${text}`);
}

function load(): Promise<typeof Team> {
  return import('../../plugins/team/start-team.ts');
}

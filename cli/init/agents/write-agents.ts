import { join } from 'node:path';
import type { Host } from '../../../harness/host.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import type { InitOptions } from '../../../options/init.ts';
import { wrap } from '../../../reports/text/wrap.ts';
import { withBetweenMarkers } from './between-markers.ts';
import { isAsWritten, MCP_COMMAND, skillPage, snippetText } from './skill-page.ts';

/** Where agents of most makers look for skills of a project. */
const SKILL = '.agents/skills/perf-harness/SKILL.md';
const INDEX = 'AGENTS.md';

/** `init --agents`: what coding agents read, in the folder that the commands are called in. */
export function writeAgents(
  { files, terminal, cwd }: Host,
  { force }: Pick<InitOptions, 'force'>,
): ExitCode {
  const index = files.read(join(cwd, INDEX));
  // First of all: where it cannot be done, nothing is written.
  const renewed = withBetweenMarkers(index, snippetText(SKILL), INDEX);
  const page = files.read(join(cwd, SKILL));
  const write = (path: string, there: string | null, text: string): void => {
    if (there !== text) files.writeAtomic(join(cwd, path), text);
    terminal.out(there === text ? `${path} is as it was\n` : `wrote ${path}\n`);
  };
  if (page !== null && !force && !isAsWritten(page)) {
    terminal.out(`kept ${SKILL}, which was changed (--force writes over it)\n`);
  } else write(SKILL, page, skillPage());
  write(INDEX, index, renewed);
  terminal.out(nextSteps(terminal.width));
  return EXIT.ok;
}

function nextSteps(width: number): string {
  const steps = [
    'Commit both, so that every agent that works here reads them. An agent that looks elsewhere for skills takes a link to the folder .agents/skills.',
    `Give your agent the tools, if it speaks the Model Context Protocol: ${MCP_COMMAND}`,
  ];
  return `\nNext:\n${steps.map((step) => `${wrap(`- ${step}`, '  ', width).join('\n')}\n`).join('')}`;
}

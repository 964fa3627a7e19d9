import { join } from 'node:path';
import type { Host } from '../../../harness/host.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { wrapWords } from '../../../reports/text/wrap-text-to-width.ts';
import {
  generateAgentsSnippet,
  generateSkillPage,
  isUnmodifiedPage,
  MCP_COMMAND,
} from './generate-coding-agent-instructions.ts';

const BEGIN = '<!-- perf-harness:begin -->';
const END = '<!-- perf-harness:end -->';

/**
 * Returns the file with the given text between markers; all other content stays the same, byte for
 * byte.
 * @throws UserError if the markers are not exactly one pair, since the generated text cannot be
 * identified then.
 */
function withBetweenMarkers(there: string | null, text: string, path: string): string {
  const block = `${BEGIN}\n${text}${END}`;
  if (there === null || there.trim() === '') return `${there ?? ''}${block}\n`;
  const newLine = there.includes('\r\n') ? '\r\n' : '\n';
  const fitting = block.replaceAll('\n', newLine);
  const [begin, end] = [places(there, BEGIN), places(there, END)];
  if (begin.length === 0 && end.length === 0) {
    const gap = there.endsWith('\n') ? newLine : `${newLine}${newLine}`;
    return `${there}${gap}${fitting}${newLine}`;
  }
  const [from, to] = [begin[0], end[0]];
  if (begin.length > 1 || end.length > 1 || from === undefined || to === undefined || to < from) {
    throw new UserError({
      code: 'agents-markers',
      message: `${path} contains ${begin.length} × ${BEGIN} and ${end.length} × ${END}; expected one of each, in this order. Nothing was written.`,
      remedy:
        'Remove these marker lines and the perf-harness text between them, then run the command again.',
    });
  }
  return `${there.slice(0, from)}${fitting}${there.slice(to + END.length)}`;
}

function places(text: string, marker: string): readonly number[] {
  return [...text.matchAll(new RegExp(marker, 'gu'))].map(({ index }) => index);
}

/** Location where agents of most vendors look for skills of a project. */
const SKILL = '.agents/skills/perf-harness/SKILL.md';
const INDEX = 'AGENTS.md';

/** Runs `init --agents`, which writes the instructions for coding agents in the current folder. */
export function writeAgentFiles(
  { files, terminal, cwd }: Host,
  { force }: { readonly force: boolean },
): ExitCode {
  const index = files.read(join(cwd, INDEX));
  // Computed first, so that nothing is written if it fails.
  const renewed = withBetweenMarkers(index, generateAgentsSnippet(SKILL), INDEX);
  const page = files.read(join(cwd, SKILL));
  const write = (path: string, there: string | null, text: string): void => {
    if (there !== text) files.writeAtomic(join(cwd, path), text);
    terminal.out(there === text ? `${path} is up to date\n` : `wrote ${path}\n`);
  };
  if (page !== null && !force && !isUnmodifiedPage(page)) {
    terminal.out(`kept modified ${SKILL} (--force overwrites it)\n`);
  } else write(SKILL, page, generateSkillPage());
  write(INDEX, index, renewed);
  terminal.out(nextSteps(terminal.width));
  return EXIT.ok;
}

function nextSteps(width: number): string {
  const steps = [
    'Commit both files so that every agent working here reads them. For an agent that looks for skills elsewhere, add a link to the folder .agents/skills.',
    `If your agent supports the Model Context Protocol, add the tools: ${MCP_COMMAND}`,
  ];
  return `\nNext:\n${steps.map((step) => `${wrapWords(`- ${step}`, '  ', width).join('\n')}\n`).join('')}`;
}

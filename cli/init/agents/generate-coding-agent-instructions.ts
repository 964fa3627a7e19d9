import { createHash } from 'node:crypto';
import { EXIT } from '../../../harness/model/exit-code.ts';
import { OFFICIAL_PLUGINS } from '../../../registry/official-plugins.ts';
import { listAgentToolPermissions } from '../../agent-tool-permissions.ts';

/** Tools that an agent needs to improve a program; changes can be reverted with git. */
const USUAL: readonly string[] = ['explain', 'prove', 'run', 'compare', 'gate', 'profile', 'map'];

/** Command that starts the MCP server. */
export const MCP_COMMAND = `npx perf-harness mcp --allow ${USUAL.join(',')}`;

/** Last line of a generated page, with the digest of the text above it. */
const LAST_LINE = /<!-- written by perf-harness init --agents, (?<digest>[0-9a-f]{16}) -->\n$/u;

const PAGE = `---
name: perf-harness
description: Measures this project, finds where its time goes, and proves or disproves that a change made it faster or lighter. Use it before and after any change that affects speed, memory, latency or load, and before you claim that something became faster.
---

# Measuring with perf-harness

A run before a change and a run after it prove nothing: machines vary from minute to minute by more than most
changes do. Only \`compare\` measures both sides alternately and reports its confidence.

## In this order

1. Measure first: \`npx perf-harness run --reporter agent\`. It shows the current state, with intervals. If there is no
   scenario, \`npx perf-harness init --yes\` writes a first scenario.
2. Find where the time goes before you change anything: \`npx perf-harness explain <scenario>\` shows it on one page, with
   the lines of code, callers and what was tried before; \`npx perf-harness profile <scenario> --reporter agent\` has the
   details. Name the function, query or wait that takes the time, and its share: no change can gain more than that.
3. Change one thing. Run the project's tests: do not measure a change that breaks them.
4. Compare: \`npx perf-harness compare HEAD <scenario> --reporter agent\` measures the working tree against the last
   commit. Do not commit the change first, or name the commit before the change instead of HEAD.
   \`npx perf-harness prove\` also runs the tests, and the old and the new code side by side.
5. Check that nothing else became slower: \`npx perf-harness gate --base HEAD --reporter agent\`.

Run one measurement at a time, with no other heavy load. A comparison takes minutes: let it finish.

## What to report

- Report a gain only if the \`compare\` line has \`verdict=improved\` and \`confirmed=true\`, and no line with \`gated=true\` has
  \`verdict=regressed\`. Quote ratio, low, high and pairs unchanged.
- \`inconclusive\` is not a gain. Report it, with \`needed_pairs\` and \`needed_seconds\` if present. Do not repeat a
  comparison until it succeeds: every repetition makes a wrong verdict more likely.
- \`unchanged\` is a result. Revert the change, unless there are other reasons for it.
- Never loosen a budget, a margin, a confidence or a scenario to change a verdict.

## Exit codes

| code | meaning |
| --- | --- |
| ${EXIT.ok} | success; for a comparison: nothing is slower. This does not mean that anything is faster |
| ${EXIT.failed} | slower, over a budget, or a check failed |
| ${EXIT.usage} | the command line, a configuration or a scenario is wrong; the message says what to do |
| ${EXIT.inconclusive} | inconclusive, if \`--strict\` is set |
| ${EXIT.target} | the measurement target failed |
| ${EXIT.tool} | a tool is missing; \`npx perf-harness doctor\` says which |
| ${EXIT.baseline} | a side cannot be compared |
| ${EXIT.blocked} | blocked by the machine or by the choice of tool |
| ${EXIT.defect} | a bug in perf-harness |

## Reading the output

\`--reporter agent\` prints one fact per line: a keyword, then \`key=value\`. Numbers are in base units: milliseconds, bytes,
ratios (0.05 = 5 %). \`run=2\` links a line to the second scenario. A \`next\` line suggests the next command to run.
\`npx perf-harness help\` lists the commands.

## Over the Model Context Protocol

\`\`\`sh
${MCP_COMMAND}
\`\`\`

Offers the same features as tools, over standard input and output. Without \`--allow\`, the tools only read; ${listAgentToolPermissions(OFFICIAL_PLUGINS).join(', ')} can be
allowed. Report a gain only if \`gain.confirmed\` in the answer is true.
`;

/** Returns the text between the markers in `AGENTS.md`. */
export function generateAgentsSnippet(skillFile: string): string {
  return `## Performance

Measure with perf-harness; see \`${skillFile}\`. Find where the time goes before you change anything,
then run \`npx perf-harness compare HEAD --reporter agent\`. Report a gain only if it prints \`verdict=improved\` with
\`confirmed=true\`: a run before and a run after prove nothing.
To use perf-harness through MCP: \`${MCP_COMMAND}\`.
`;
}

/** The skill page for coding agents, with its digest. */
export function generateSkillPage(): string {
  return `${PAGE}\n<!-- written by perf-harness init --agents, ${digest(`${PAGE}\n`)} -->\n`;
}

/** True if some version of this command wrote the page as it is; ignores git's line endings. */
export function isUnmodifiedPage(text: string): boolean {
  const plain = text.replaceAll('\r\n', '\n');
  const found = LAST_LINE.exec(plain);
  return found !== null && found.groups?.digest === digest(plain.slice(0, found.index));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

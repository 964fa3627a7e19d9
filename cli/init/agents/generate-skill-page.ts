import { createHash } from 'node:crypto';
import { EXIT } from '../../../harness/model/exit-code.ts';
import { OFFICIAL_PLUGINS } from '../../../registry/official-plugins.ts';
import { listAgentToolPermissions } from '../../agent-tool-permissions.ts';

/** Tools that an agent needs to improve a program; changes can be reverted with git. */
const USUAL: readonly string[] = ['run', 'compare', 'gate', 'profile', 'map'];

/** Command that starts the MCP server. */
export const MCP_COMMAND = `npx perf-harness mcp --allow ${USUAL.join(',')}`;

/** Last line of a generated page, with the digest of the text above it. */
const LAST_LINE = /<!-- written by perf-harness init --agents, (?<digest>[0-9a-f]{16}) -->\n$/u;

const PAGE = `---
name: perf-harness
description: Measures this project, finds where its time goes, and proves or disproves that a change made it faster or lighter. Use it before and after any change that is about speed, memory, latency or load, and before you say that something became faster.
---

# Measuring with perf-harness

A run before a change and a run after it prove nothing: machines differ from minute to minute by more than most
changes do. Only \`compare\` measures both sides in turn, and says how sure it is.

## In this order

1. Measure first: \`npx perf-harness run --reporter agent\`. It shows where things stand, with intervals. Without a
   scenario, \`npx perf-harness init --yes\` writes a first one.
2. Find where the time goes before you change anything: \`npx perf-harness profile <scenario> --reporter agent\`. Name the
   function, query or wait that takes it, and its share: no change can gain more than that.
3. Change one thing. Run the project's tests: what breaks them is not measured.
4. Compare: \`npx perf-harness compare HEAD <scenario> --reporter agent\` measures the working tree against the last
   commit. Do not commit before; or name the commit before the change.
5. See that nothing else became slower: \`npx perf-harness gate --base HEAD --reporter agent\`.

Run one measurement at a time and nothing heavy beside it. A comparison takes minutes: give it the time.

## What may be reported

- A gain only where the \`compare\` line has \`verdict=improved\` and \`confirmed=true\`, and no line with \`gated=true\` has
  \`verdict=regressed\`. Give ratio, low, high and pairs as they stand.
- \`inconclusive\` is no gain. Say so, with \`needed_pairs\` and \`needed_seconds\` where they are given. Do not compare again
  and again until it comes out well: every further try makes a wrong verdict likelier.
- \`unchanged\` is a result. Take the change back, unless it has other reasons.
- Never loosen a budget, a margin, a confidence or a scenario so that a verdict changes.

## Exit codes

| code | meaning |
| --- | --- |
| ${EXIT.ok} | done; of a comparison: nothing is slower. It does not say that something is faster |
| ${EXIT.failed} | slower, over a budget, or a check failed |
| ${EXIT.usage} | the command line, a configuration or a scenario is wrong; the message says what to do |
| ${EXIT.inconclusive} | not decided, where \`--strict\` asks for it |
| ${EXIT.target} | what was to be measured failed |
| ${EXIT.tool} | a tool is missing; \`npx perf-harness doctor\` says which |
| ${EXIT.baseline} | a side cannot be compared |
| ${EXIT.blocked} | the machine, or the choice of tool, does not allow it |
| ${EXIT.defect} | a defect of perf-harness |

## Reading the output

\`--reporter agent\` prints one fact a line: a keyword, then \`key=value\`. Numbers are in base units: milliseconds, bytes,
ratios of 1. \`run=2\` ties a line to the second scenario. A \`next\` line is a command that would take you further.
\`npx perf-harness help\` lists the commands.

## Over the Model Context Protocol

\`\`\`sh
${MCP_COMMAND}
\`\`\`

The same as tools, over standard input and output. Without \`--allow\` they only read; ${listAgentToolPermissions(OFFICIAL_PLUGINS).join(', ')} can be
allowed. Report a gain only where \`gain.confirmed\` of an answer is true.
`;

/** Returns the text between the markers in `AGENTS.md`. */
export function generateAgentsSnippet(skillFile: string): string {
  return `## Performance

Measure with perf-harness; how is in \`${skillFile}\`. Find where the time goes before you change anything,
then \`npx perf-harness compare HEAD --reporter agent\`. Report a gain only where it says \`verdict=improved\` with
\`confirmed=true\`: a run before and a run after prove nothing.
As tools: \`${MCP_COMMAND}\`.
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

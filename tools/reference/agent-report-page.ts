import { AGENT_KEYWORDS } from './agent-report-keywords.ts';

const GRAMMAR = `line    = keyword { " " key "=" value }
keyword = letters and "_"
key     = a letter, then letters, digits and "_"
value   = bare | string
bare    = letters, digits and any of _ . / : @ % + -
string  = a JSON string on one line`;

/** The interface of the `agent` reporter. */
export function agentPage(): string {
  const rows = Object.entries(AGENT_KEYWORDS).map(
    ([keyword, { keys, note = '' }]) =>
      `| \`${keyword}\` | ${keys.replaceAll(' ', ', ')} | ${note} |`,
  );
  return [
    '# The agent report',
    'Written by `npm run reference` from the table that the tests of `--reporter agent` use. One fact a line, without colour:',
    `\`\`\`text\n${GRAMMAR}\n\`\`\``,
    'Keys come in the order of the table; a key without a value is left out. Numbers are in base units (milliseconds, bytes, counts, ratios, per second) with at most six digits. `run=2` ties a line to the second scenario. The first line has the verdict, the second its sentence, the third the next command. Keywords and keys are only ever added.',
    ['| keyword | keys | notes |', '| --- | --- | --- |', ...rows].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

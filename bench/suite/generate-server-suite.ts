/** Servers of a made suite: each renders a page of rows at every request, some more often than others. */
import type { SuiteTexts } from './make-suite-project.ts';

/** Rendering is 94 to 98 % of the CPU time of a request, the more the more often it is done. */
const LEAST_TIMES = 400;
const MORE_TIMES = 100;
const PIECES = 20;

export function listServerNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `server${index + 1}`);
}

/** As a project. @param margin - Of each, as a ratio. */
export function generateServerSuite(names: readonly string[], margin: number): SuiteTexts {
  const scenario = (name: string): string => `  {
    name: '${name}',
    server: { command: ['node', 'src/work.mjs', '${name}'] },
    http: { url: '/', connections: 8 },
    margin: ${margin},
  },`;
  return {
    scenarios: { 'suite.mjs': `export default [\n${names.map(scenario).join('\n')}\n];\n` },
    modules: (more) => {
      const times = names.map((name, index) => {
        const base = LEAST_TIMES + MORE_TIMES * index;
        return `  ${name}: ${(base * (PIECES + (more[name] ?? 0))) / PIECES},`;
      });
      const text = `import { createServer } from 'node:http';

const times = {
${times.join('\n')}
}[process.argv[2]];
const rows = Array.from({ length: 10 }, (_, index) => ({ id: index, name: \`row \${index}\` }));

function render() {
  let text = '';
  for (let round = 0; round < times; round += 1) text = JSON.stringify({ round, rows });
  return text;
}

createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(render());
}).listen(Number(process.env.PORT), '127.0.0.1');
`;
      return { 'work.mjs': text };
    },
  };
}

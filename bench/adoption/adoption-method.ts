/** How the page about adoption begins: what was tried, and how it is counted. */
export const METHOD = `# Adoption

What a new user gets from perf-harness in a project that nobody here wrote. The tables are written by
\`npm run bench -- adoption\` from its journal; do not edit.

## Method

- **Chosen before anything was run.** 24 public repositories and two spare ones, each pinned by its commit, for what
  they cover: TypeScript and JavaScript, ES modules and CommonJS, libraries, servers and commands; Express, Fastify, Koa,
  Hono, Nest and Next; npm, pnpm, yarn and bun, with and without workspaces; some with benchmarks of their own. The
  list is \`bench/adoption/repositories.json\`.
- **Two halves.** What fails in the development half is mended in perf-harness and tried again. Of the final half
  the first try counts, made when that is done. Where a mend followed, another try is told apart. Nothing in perf-harness asks for the name of a
  package or a repository.
- **What is done**, in a fresh clone: install with the repository's own package manager; copy its example of an
  \`.env\` file if it has one; \`npm test\` (up to two minutes, four in the development half), else \`npm start\`, to know what works at all on this
  machine, and remove what these wrote. Then add the built package to the development dependencies,
  \`perf-harness init --yes\`, \`run --quick\`, \`compare HEAD~20 --time 45s --no-explain\` (90 s and with explanations
  in the first rounds of the development half). No file is edited. With the usual five minutes for each stage of a
  comparison fewer would stay inconclusive, and the bench would take a day.
- **What counts.** *Own test or start*: it ends well, goes on without a failure to the limit of its time, or listens on a
  port. *First result*: the run ends with a figure of at least one scenario. *Verdict*: the comparison tells
  *improved*, *regressed*, *unchanged* or *inconclusive* of a gated metric; *incomparable* is none.
- The machine has two cores, no network but the package registries, and no database server unless the repository
  starts one. Where that keeps an installation or a start from working, it says so.`;

import { METHOD } from './adoption-method.ts';
import { countedOutcomes, lastOutcomes, roundsOf } from './adoption-result.ts';
import type { AdoptionEntry } from './entries.ts';
import type { Outcome, OwnState, StepOutcome } from './outcome.ts';
import type { Repository } from './repositories.ts';

/** What the page says that is written by hand, as Markdown. */
export interface ByHand {
  /** What is behind the failures; empty: nothing. */
  readonly remarks: string;
  /** New users with a change of their own. */
  readonly transcripts: readonly string[];
}

/** The page about adoption, from what the bench has found. */
export function adoptionPage(
  repositories: readonly Repository[],
  entries: readonly AdoptionEntry[],
  { remarks, transcripts }: ByHand,
): string {
  const outcomes = countedOutcomes(repositories, entries);
  const sections = (['development', 'final'] as const).flatMap((half) => {
    const own = outcomes.filter(({ repository }) => repository.half === half);
    return own.length === 0 ? [] : [halfSection(half, own)];
  });
  const missing = repositories.filter(
    (one) => !outcomes.some(({ repository }) => repository === one),
  );
  return `${[
    METHOD,
    ratesSection(outcomes, lastOutcomes(repositories, entries)),
    ...sections,
    ...(missing.length === 0
      ? []
      : [`Not tried: ${missing.map(({ repository }) => repository).join(', ')}.`]),
    failuresSection(outcomes),
    ...(remarks === '' ? [] : [remarks]),
    roundsSection(repositories, entries),
    ...(transcripts.length === 0 ? [] : ['## Your own change, by the README', ...transcripts]),
  ].join('\n\n')}\n`;
}

function ratesSection(outcomes: readonly Outcome[], last: readonly Outcome[]): string {
  const rows = [
    ['development half', outcomes.filter(({ repository }) => repository.half === 'development')],
    ['final half', outcomes.filter(({ repository }) => repository.half === 'final')],
    ['both', outcomes],
    ['both, the last try of each', last],
  ] as const;
  return [
    '## Rates',
    'Of those whose own test or start works; the last two columns are of all that were tried. The last row has what was tried again of the final half, after what its first try had shown was mended: it tells what works now, and nothing of what a project meets that nobody has seen.',
    table(
      [
        '',
        'tried',
        'own test or start works',
        'first result',
        'verdict of `compare HEAD~20`',
        'first result, of all',
        'verdict, of all',
      ],
      rows.map(([name, some]) => {
        const working = some.filter(({ own }) => own.type === 'works');
        return [
          name,
          String(some.length),
          String(working.length),
          share(working, ({ firstResult }) => firstResult),
          share(working, ({ compared }) => compared),
          share(some, ({ firstResult }) => firstResult),
          share(some, ({ compared }) => compared),
        ];
      }),
    ),
  ].join('\n\n');
}

function share(outcomes: readonly Outcome[], of: (outcome: Outcome) => StepOutcome): string {
  const works = outcomes.filter((one) => of(one).type === 'works').length;
  const percent = outcomes.length === 0 ? 0 : (100 * works) / outcomes.length;
  return `${works} of ${outcomes.length} (${percent.toFixed(0)} %)`;
}

function halfSection(half: string, outcomes: readonly Outcome[]): string {
  return [
    `## ${half === 'final' ? 'The final half' : 'The development half'}`,
    table(
      [
        'repository',
        'what it is',
        'own test or start',
        '`init --yes`',
        '`run --quick`',
        '`compare HEAD~20`',
      ],
      outcomes.map(({ repository, own, init, firstResult, compared, verdicts }) => [
        `${repository.repository} \`${repository.commit.slice(0, 8)}\`${repository.spare ? ' (spare)' : ''}`,
        kindText(repository),
        ownText(own),
        stepText(init),
        stepText(firstResult),
        compared.type === 'works'
          ? `${verdictText(verdicts.map(({ verdict }) => verdict))}, ${compared.seconds.toFixed(0)} s`
          : stepText(compared),
      ]),
    ),
  ].join('\n\n');
}

function kindText(one: Repository): string {
  return [
    one.kind,
    ...(one.framework === null ? [] : [one.framework]),
    one.language === 'typescript' ? 'TypeScript' : 'JavaScript',
    one.modules === 'esm' ? 'ES modules' : 'CommonJS',
    `${one.packageManager}${one.workspace ? ' workspace' : ''}`,
  ].join(', ');
}

function ownText(own: OwnState): string {
  switch (own.type) {
    case 'works':
      return own.by;
    case 'install-fails':
      return '**own install fails**';
    case 'fails':
      return '**fails**';
  }
}

function stepText(step: StepOutcome): string {
  switch (step.type) {
    case 'works':
      return `${step.seconds.toFixed(0)} s`;
    case 'fails':
      return `**${step.end}**, ${step.seconds.toFixed(0)} s`;
    case 'not-tried':
      return '–';
  }
}

/** Each verdict once, with how often it was given where that is more than once. */
function verdictText(verdicts: readonly string[]): string {
  return [...new Set(verdicts)]
    .map((verdict) => {
      const count = verdicts.filter((one) => one === verdict).length;
      return count === 1 ? verdict : `${count} × ${verdict}`;
    })
    .join(', ');
}

function failuresSection(outcomes: readonly Outcome[]): string {
  const body = outcomes.flatMap((outcome) => {
    const { own } = outcome;
    const failed = (name: string, step: StepOutcome) =>
      step.type === 'fails' ? [[outcome.repository.repository, name, step.end, step.reason]] : [];
    return [
      ...(own.type === 'works'
        ? []
        : [[outcome.repository.repository, 'its own test or start', '', own.reason]]),
      ...failed('adding perf-harness', outcome.added),
      ...failed('`init --yes`', outcome.init),
      ...failed('`run --quick`', outcome.firstResult),
      ...failed('`compare HEAD~20`', outcome.compared),
    ];
  });
  const what =
    body.length === 0
      ? 'There were none.'
      : table(
          ['repository', 'step', 'it ended with', 'its own reason'],
          body.map(withoutAddresses),
        );
  return `## Failures\n\n${what}`;
}

/** Nobody is to follow what a program could not reach. */
function withoutAddresses(row: readonly string[]): readonly string[] {
  return row.map((cell) => cell.replaceAll(/https?:\/\/(?=[^\s/])/gu, ''));
}

/** What mending has changed: the first round of each of the development half beside its last. */
function roundsSection(
  repositories: readonly Repository[],
  entries: readonly AdoptionEntry[],
): string {
  const body = repositories.flatMap((one) => {
    const rounds = roundsOf(one, entries);
    if (one.half === 'final' && rounds.length < 2) return [];
    return rounds.map(({ round, commit, init, firstResult, compared, verdicts }) => [
      one.repository,
      `${round} (\`${commit}\`)`,
      stepText(init),
      stepText(firstResult),
      compared.type === 'works'
        ? verdictText(verdicts.map(({ verdict }) => verdict))
        : stepText(compared),
    ]);
  });
  return [
    '## Rounds',
    'Of the development half, and of those of the final half that were tried again. Each round was tried with the commit of perf-harness that it names; a `+` stands for changes that were not committed yet.',
    table(['repository', 'round', '`init --yes`', '`run --quick`', '`compare HEAD~20`'], body),
  ].join('\n\n');
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...body]
    .map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`)
    .join('\n');
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/gu, ' ').replaceAll('<', '&lt;');
}

/** What a word of a request may stand for. */
export interface TargetWord {
  readonly word: string;
  /** The metric that it names; null: none. */
  readonly metric: string | null;
  /** Whether it is a scenario, a place or a route of the project. */
  readonly isOfProject: boolean;
}

/** What a team is to work on (TPC-03). */
export interface ReadTargets {
  /** Scenarios and places; empty: all of the project. */
  readonly targets: readonly string[];
  /** What is to get better; null: time. */
  readonly metric: string | null;
  /** What only a person can say before anything is begun; null: all is clear. */
  readonly question: string | null;
}

/** Words that name no part of a project: they mean all of it. */
const ALL_OF_IT =
  /^(?:\.|all|app|application|everything|faster|perf|performance|slow|slower|slowness|speed)$/iu;

/**
 * Tells scenarios and places from metrics and from words that mean all of it. Several targets are worked on each
 * by itself, so that one of them that is not there is for its own pipeline to say.
 * @param named - The metric that was named as such; null: none was.
 */
export function readTargets(words: readonly TargetWord[], named: string | null): ReadTargets {
  const telling = words.filter(({ word, isOfProject }) => isOfProject || !ALL_OF_IT.test(word));
  const metrics = new Set(
    telling.flatMap(({ metric, isOfProject }) => (isOfProject ? [] : (metric ?? []))),
  );
  const others = telling.filter(({ metric, isOfProject }) => isOfProject || metric === null);
  const [metric = null, ...more] = named === null ? [...metrics] : [named];
  if (more.length > 0) return unclear(`Several metrics are named: ${[...metrics].join(', ')}.`);
  const [only] = others;
  if (only === undefined || others.length > 1) {
    return { targets: others.map(({ word }) => word), metric, question: null };
  }
  if (!only.isOfProject) {
    return unclear(`Nothing of the project is called "${only.word}", and no metric is.`, metric);
  }
  if (only.metric !== null && metric === null) {
    return unclear(`"${only.word}" is a metric, and something of the project.`);
  }
  return { targets: [only.word], metric, question: null };
}

function unclear(why: string, metric: string | null = null): ReadTargets {
  const question = `${why} Work on all of the project, on places and scenarios that you name, or on a metric?`;
  return { targets: [], metric, question };
}

import { EXIT } from '../../model/exit-code.ts';
import { UserError } from '../../model/user-error.ts';

/** Mistake in the user's input. */
export interface Mistake {
  /** Stable identifier, kebab-case. */
  readonly code: string;
  /** Location of the mistake, as far as known: the file, the scenario in it, the path of keys. */
  readonly where: readonly string[];
  /** Actual and expected value; no full stop at the end unless it is a full sentence. */
  readonly problem: string;
  readonly remedy?: string;
  /** Set when the only problem is a tool that is not installed. */
  readonly isMissingTool?: boolean;
}

/** Maximum number of mistakes shown; longer lists do not help. */
const SHOWN = 100;

/** Throws all mistakes as one error; does nothing if there are none. @throws UserError */
export function throwMistakes(mistakes: readonly Mistake[]): void {
  const [first, ...others] = mistakes;
  if (first !== undefined) throw createMistakesError(first, others);
}

/** Combines mistakes into one error: a paragraph for one, a line each for several. */
export function createMistakesError(first: Mistake, others: readonly Mistake[] = []): UserError {
  const onlyTools = [first, ...others].every(({ isMissingTool }) => isMissingTool === true);
  const exit = onlyTools ? { exitCode: EXIT.tool } : {};
  if (others.length === 0) {
    const { code, remedy } = first;
    return new UserError({
      code,
      message: sentence(first),
      ...(remedy === undefined ? {} : { remedy }),
      ...exit,
    });
  }
  const mistakes = toldOnce([first, ...others]);
  const lines = mistakes.slice(0, SHOWN).map((mistake) => {
    const remedy = mistake.remedy === undefined ? '' : ` ${mistake.remedy}`;
    return `- ${sentence(mistake)}${remedy}`;
  });
  if (mistakes.length > SHOWN) lines.push(`- and ${mistakes.length - SHOWN} more`);
  return new UserError({
    code: first.code,
    message: [`Found ${mistakes.length} errors:`, ...lines].join('\n'),
    ...exit,
  });
}

/** A longer problem is not read twice. */
const LINE = 72;

/** Groups mistakes with the same long problem, and shows it only with the first of them. */
function toldOnce(mistakes: readonly Mistake[]): readonly Mistake[] {
  const alike = Map.groupBy([...mistakes.entries()], ([index, { problem, remedy }]) =>
    problem.length > LINE ? JSON.stringify([problem, remedy]) : index,
  );
  return [...alike.values()].flatMap((group) =>
    group.map(([, mistake], index): Mistake => {
      const { code, where } = mistake;
      return index === 0 ? mistake : { code, where, problem: 'same problem as above' };
    }),
  );
}

function sentence({ where, problem }: Mistake): string {
  const text = `${where.join(', ')}: ${problem}`;
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

/** Text with one value changed. */
export type SetText =
  | { readonly state: 'set'; readonly text: string }
  | { readonly state: 'failed'; readonly reason: string };

type Plain = string | number | boolean | null;

/**
 * Sets a value in a JSON or YAML file, and creates missing parent objects. JSON keeps its
 * indentation, YAML its comments.
 * @param file - Its extension determines the format.
 */
export async function setValue(
  file: string,
  text: string,
  path: readonly (string | number)[],
  value: Plain,
): Promise<SetText> {
  if (/\.ya?ml$/iu.test(file)) return setInYaml(file, text, path, value);
  if (/\.json$/iu.test(file)) return setInJson(file, text, path, value);
  return { state: 'failed', reason: `${file} is neither JSON nor YAML` };
}

async function setInYaml(
  file: string,
  text: string,
  path: readonly (string | number)[],
  value: Plain,
): Promise<SetText> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text);
  if (document.errors.length > 0) return unreadable(file);
  try {
    document.setIn(path, value);
  } catch {
    return noPlace(file, path);
  }
  return { state: 'set', text: document.toString({ lineWidth: 0 }) };
}

function setInJson(
  file: string,
  text: string,
  path: readonly (string | number)[],
  value: Plain,
): SetText {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return unreadable(file);
  }
  if (!assign(root, path, value)) return noPlace(file, path);
  const indent = /^[{[]\r?\n([ \t]+)/u.exec(text)?.[1] ?? (text.includes('\n') ? '  ' : '');
  const end = text.endsWith('\n') ? '\n' : '';
  return { state: 'set', text: `${JSON.stringify(root, null, indent)}${end}` };
}

/** Sets a value by its path; false if the path does not fit the existing objects and lists. */
function assign(root: unknown, path: readonly (string | number)[], value: Plain): boolean {
  let holder = root;
  for (const [index, key] of path.entries()) {
    if (typeof holder !== 'object' || holder === null || key === '__proto__') return false;
    const length = Array.isArray(holder) ? holder.length : null;
    const fits = typeof key === 'number' ? length !== null && key <= length : length === null;
    if (!fits) return false;
    // Sound: an object of JSON takes any string as key, and a list was checked to get a valid
    // index.
    const keyed = holder as Record<string | number, unknown>;
    if (index === path.length - 1) keyed[key] = value;
    else keyed[key] ??= typeof path[index + 1] === 'number' ? [] : {};
    holder = keyed[key];
  }
  return true;
}

function unreadable(file: string): SetText {
  return {
    state: 'failed',
    reason: `${file} cannot be parsed in the format that its extension indicates`,
  };
}

function noPlace(file: string, path: readonly (string | number)[]): SetText {
  return { state: 'failed', reason: `${file} cannot contain a value at ${path.join('.')}` };
}

/** A part that stands for any one: `:id` of our collector and of Express, `[id]` of Next. */
const ANY = /^(?::.+|\[[^\]]+\])$/u;

/**
 * Whether a path is the page, or begins like one that ends in `*`. What was collected may be told by
 * its route: `/products/:id` is that of `/products/7`.
 */
export function isOfPage(path: string, page: string): boolean {
  if (path === page) return true;
  if (page.endsWith('*')) return path.startsWith(page.slice(0, -1));
  const [parts, wanted] = [path.split('/'), page.split('/')];
  return (
    parts.length === wanted.length &&
    parts.every((part, index) => part === wanted[index] || (ANY.test(part) && wanted[index] !== ''))
  );
}

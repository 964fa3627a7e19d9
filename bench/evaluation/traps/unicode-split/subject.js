export function initials(name, count) {
  return [...name].slice(0, count).join('');
}

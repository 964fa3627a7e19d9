export function buttons(names, choose) {
  const list = [];
  for (let index = 0; index < names.length; index += 1) {
    list.push({ name: names[index], press: () => choose(index) });
  }
  return list;
}

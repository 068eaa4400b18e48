export { type Person, personIn, type Sight } from './person.ts';
export {
  buttonsOf,
  buttonValue,
  fieldOf,
  linesOf,
  menuOf,
  type Pressable,
  pressablesOf,
  rowAt,
  rowOf,
  type Shown,
  type ShownText,
  textsOf,
} from './reading.ts';

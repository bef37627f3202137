export { excerpt } from './excerpt.ts';
export { type Located, locateField, locateFinding, mainFile } from './locate.ts';

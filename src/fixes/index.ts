export { editYaml, type ValueEdit } from './yaml/edit.ts';

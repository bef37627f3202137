import { worker } from '../main.ts';

await worker();

#!/usr/bin/env node
import { cli } from '../main.ts';

await cli();

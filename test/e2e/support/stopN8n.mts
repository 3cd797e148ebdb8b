export { stop as default } from './n8nProcess.mts';

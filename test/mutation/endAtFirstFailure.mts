import fc from 'fast-check';

/** A mutant is found with the first value for which a property fails: nobody reads the smallest one. */
fc.configureGlobal({ endOnFailure: true });

return {run = function( end}

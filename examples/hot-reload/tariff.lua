return {number = 1, percent = 100}

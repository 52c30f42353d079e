return {number = 2, percent = 90}
